/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a keyword that servers are known to offer.
 *
 * Limits: KEYWORD_MAX octets of one line.  Does not say whether an offer is wise. */
#include "config.h"

#include "smtp-extension.h"

enum { KEYWORD_MAX = 512, NUMBER_MAX = 20 };

static const SmtpExtension known[] = {
  { "8BITMIME", "takes mail with octets beyond ASCII", "RFC 6152" },
  { "ATRN", "hands over waiting mail on this connection, with the roles turned", "RFC 2645" },
  { "AUTH", "login", "RFC 4954" },
  { "BINARYMIME", "takes mail that is no lines of text", "RFC 3030" },
  { "BURL", "fetches the mail from an IMAP server", "RFC 4468" },
  { "CHECKPOINT", "takes up a broken transfer again", "RFC 1845" },
  { "CHUNKING", "takes mail in counted chunks (BDAT)", "RFC 3030" },
  { "CONNEG", "tells what content a recipient can show", "RFC 4141" },
  { "CONPERM", "converts content if allowed to", "RFC 4141" },
  { "DELIVERBY", "delivers within a time", "RFC 2852" },
  { "DSN", "delivery notices as the sender wishes", "RFC 3461" },
  { "ENHANCEDSTATUSCODES", "answers with codes such as 5.1.1", "RFC 2034" },
  { "ETRN", "starts to send mail that waits for a host", "RFC 1985" },
  { "EXPN", "tells who is on a list", "RFC 5321" },
  { "FUTURERELEASE", "holds mail until a time", "RFC 4865" },
  { "HELP", "explains its commands", "RFC 5321" },
  { "LIMITS", "names its limits", "RFC 9422" },
  { "MT-PRIORITY", "heeds priorities of mail", "RFC 6710" },
  { "MTRK", "tells where a mail is", "RFC 3885" },
  { "NO-SOLICITING", "wants advertising to be named as such", "RFC 3865" },
  { "PIPELINING", "takes several commands at a time", "RFC 2920" },
  { "PIPECONNECT", "Exim: a client that knows the server need not wait for its greeting", "Exim" },
  { "PRDR", "answers a mail for each recipient", "draft-hall-prdr" },
  { "REQUIRETLS", "can promise TLS on the whole way", "RFC 8689" },
  { "RRVS", "delivers only to the owner that was meant", "RFC 7293" },
  { "SAML", "delivers to mailbox and terminal", "RFC 821" },
  { "SEND", "writes to a terminal", "RFC 821" },
  { "SIZE", "tells the largest mail it takes", "RFC 1870" },
  { "SMTPUTF8", "takes addresses in any script", "RFC 6531" },
  { "SOML", "delivers to terminal or mailbox", "RFC 821" },
  { "STARTTLS", "TLS from here on, if the client asks", "RFC 3207" },
  { "SUBMITTER", "names who is responsible for a mail", "RFC 4405" },
  { "TURN", "turns the roles of client and server", "RFC 821" },
  { "UTF8SMTP", "takes addresses in any script (an experiment)", "RFC 5336" },
  { "VERB", "tells more, as old Sendmail did", "Sendmail" },
  { "VRFY", "tells whether a mailbox is there", "RFC 5321" },
  { "ONEX", "one transaction only, as old Sendmail did", "Sendmail" },
  { "X-ANONYMOUSTLS", "Exchange: TLS between its own servers", "MS-OXSMTP" },
  { "X-EXPS", "Exchange: login of its own servers", "MS-OXSMTP" },
  { "X-LINK2STATE", "Exchange: states of its links", "MS-OXSMTP" },
  { "XCLIENT", "a proxy may speak for its clients", "Postfix XCLIENT_README" },
  { "XEXCH50", "Exchange: properties beside the mail", "MS-OXSMTP" },
  { "XFORWARD", "a filter may tell whom the mail came from", "Postfix XFORWARD_README" },
  { "XRDST", "Exchange: where mail is to be routed", "MS-OXSMTP" },
  { "XSHADOW", "Exchange: keeps a second copy of the mail", "MS-OXSMTP" },
  { "XVERP", "a reverse-path for each recipient", "Postfix VERP_README" },
};

const SmtpExtension *
smtp_extension_find (Octets keyword)
{
  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    if (keyword.length > 0 && (keyword.at[0] | 0x20) == (known[i].keyword[0] | 0x20)
        && octets_equal_nocase (keyword, octets_of_string (known[i].keyword)))
      return &known[i];
  return NULL;
}

void
smtp_extension_walk_init (ExtensionWalk *walk, const SmtpReply *reply)
{
  /* Of a reply whose first lines were not captured every line is a keyword. */
  size_t lf = reply->truncated ? 0 : octets_find (reply->text, '\n');
  walk->rest = reply->truncated ? reply->text : lf == SIZE_MAX ? OCTETS_NONE : octets_from (reply->text, lf + 1);
}

bool
smtp_extension_walk_next (ExtensionWalk *walk, OfferedExtension *offered)
{
  while (walk->rest.length > 0)
    {
      size_t lf = octets_find (walk->rest, '\n');
      Octets line = octets_trim (octets_slice (walk->rest, 0, MIN (lf, KEYWORD_MAX)));
      walk->rest = lf == SIZE_MAX ? OCTETS_NONE : octets_from (walk->rest, lf + 1);
      /* "250 OK" as the last line is a politeness of some servers. */
      if (line.length == 0 || line.at[0] == '=' || octets_equal_nocase (line, OCTETS ("OK")))
        continue;
      size_t end = 0;
      while (end < line.length && line.at[end] != ' ' && line.at[end] != '\t' && line.at[end] != '=')
        end++;
      *offered = (OfferedExtension){
        .line = line,
        .keyword = octets_slice (line, 0, end),
        .parameters = octets_trim (octets_from (line, end + 1)),
      };
      return true;
    }
  return false;
}

bool
smtp_extension_offered (const SmtpReply *reply, const char *keyword, OfferedExtension *offered)
{
  ExtensionWalk walk;
  smtp_extension_walk_init (&walk, reply);
  while (smtp_extension_walk_next (&walk, offered))
    if (octets_equal_nocase (offered->keyword, octets_of_string (keyword)))
      return true;
  return false;
}

char *
smtp_limit_meaning (Octets name, Octets value)
{
  static const struct {
    const char *name;
    const char *meaning;
  } limits[] = {
    { "RCPTMAX", "recipients of one mail" },
    { "MAILMAX", "mails in one session" },
    { "RCPTDOMAINMAX", "domains among the recipients of one mail" },
  };
  bool number = value.length > 0 && value.length <= NUMBER_MAX;
  for (size_t i = 0; i < value.length && number; i++)
    number = g_ascii_isdigit (value.at[i]);
  for (size_t i = 0; i < G_N_ELEMENTS (limits) && number; i++)
    if (octets_equal_nocase (name, octets_of_string (limits[i].name)))
      return g_strdup_printf ("at most %.*s %s", (int) value.length, (const char *) value.at, limits[i].meaning);
  return NULL;
}
