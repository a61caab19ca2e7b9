/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a keyword, and a reader for each form of value.  The same keyword may mean
 * another thing to another verb: AUTH of MAIL, ADDR of XCLIENT.
 *
 * Does not judge whether a parameter was offered by the server, or allowed. */
#include "config.h"

#include "smtp-parameter.h"

enum {
  DIGITS_MAX = 20,        /* of a size (RFC 1870 §4) */
  ENVID_MAX = 100,        /* of an envelope id (RFC 3461 §4.4) */
  ORCPT_MAX = 500,        /* of an original recipient (RFC 3461 §4.2) */
  HOLD_DIGITS_MAX = 9,    /* of seconds (RFC 4865 §4) */
  BY_DIGITS_MAX = 9,      /* of seconds (RFC 2852 §4) */
  MT_PRIORITY_BOUND = 9,  /* either way (RFC 6710 §4) */
  CODE_POINT_MAX_HEX = 6, /* digits (RFC 6533 §3) */
};

bool
smtp_xtext_decode (Octets value, GString *decoded)
{
  bool good = true;
  for (size_t i = 0; i < value.length; i++)
    {
      uint8_t c = value.at[i];
      int high = i + 1 < value.length ? g_ascii_xdigit_value ((char) value.at[i + 1]) : -1;
      int low = i + 2 < value.length ? g_ascii_xdigit_value ((char) value.at[i + 2]) : -1;
      if (c == '+' && high >= 0 && low >= 0)
        {
          g_string_append_c (decoded, (char) (high * 16 + low));
          i += 2;
          continue;
        }
      good = good && c > 0x20 && c < 0x7f && c != '+' && c != '=';
      g_string_append_c (decoded, (char) c);
    }
  return good;
}

static const char *const bad_xtext = N_ ("no valid xtext");

/* A text of ours. */
static void
say (ParameterReading *reading, const char *text)
{
  g_string_append (reading->meaning, translate (reading->tongue, text));
}

/* The same with a part of the value in it; `format` has one "%.*s". */
static void
say_value (ParameterReading *reading, const char *format, Octets value)
{
  g_string_append_printf (reading->meaning, translate (reading->tongue, format), (int) value.length,
                          (const char *) value.at);
}

static bool
all_digits (Octets value, size_t most)
{
  if (value.length == 0 || value.length > most)
    return false;
  for (size_t i = 0; i < value.length; i++)
    if (!g_ascii_isdigit (value.at[i]))
      return false;
  return true;
}

static void
read_plain (Octets value, ParameterReading *reading)
{
  if (value.length > 0)
    reading->malformed = N_ ("it takes no value");
}

static void
read_size (Octets value, ParameterReading *reading)
{
  if (!all_digits (value, DIGITS_MAX))
    reading->malformed = N_ ("no number of octets");
  else
    say_value (reading, N_ ("the client announces a mail of %.*s octets"), value);
}

typedef struct Choice {
  const char *value;
  const char *meaning;
} Choice;

static void
read_choice (Octets value, ParameterReading *reading, const Choice *choices, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (octets_equal_nocase (value, octets_of_string (choices[i].value)))
      {
        say (reading, choices[i].meaning);
        return;
      }
  reading->malformed = N_ ("none of the values it may have");
}

static void
read_body (Octets value, ParameterReading *reading)
{
  static const Choice choices[] = {
    { "7BIT", N_ ("the mail is plain ASCII in short lines") },
    { "8BITMIME", N_ ("the mail may hold octets beyond ASCII, in short lines") },
    { "BINARYMIME", N_ ("the mail may hold any octets, not only lines, and so comes in chunks (BDAT)") },
  };
  read_choice (value, reading, choices, G_N_ELEMENTS (choices));
}

static void
read_ret (Octets value, ParameterReading *reading)
{
  static const Choice choices[] = {
    { "FULL", N_ ("a notice of failure shall hold the whole mail") },
    { "HDRS", N_ ("a notice of failure shall hold the mail's header only") },
  };
  read_choice (value, reading, choices, G_N_ELEMENTS (choices));
}

static void
read_envid (Octets value, ParameterReading *reading)
{
  if (!smtp_xtext_decode (value, reading->decoded))
    reading->malformed = bad_xtext;
  else if (value.length == 0 || value.length > ENVID_MAX)
    reading->malformed = N_ ("empty, or longer than 100 octets");
  say (reading, N_ ("the sender's own mark, which delivery notices will repeat"));
}

/* Cuts off what stands in front of the first `mark`. */
static Octets
next_word (Octets *rest, uint8_t mark)
{
  size_t end = octets_find (*rest, mark);
  Octets word = octets_slice (*rest, 0, end);
  *rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (*rest, end + 1);
  return word;
}

static void
read_notify (Octets value, ParameterReading *reading)
{
  static const Choice occasions[] = {
    { "SUCCESS", N_ ("delivery") },
    { "FAILURE", N_ ("failure") },
    { "DELAY", N_ ("delay") },
  };
  if (octets_equal_nocase (value, OCTETS ("NEVER")))
    {
      say (reading, N_ ("send the sender no notice, whatever happens"));
      return;
    }
  if (value.length == 0)
    reading->malformed = N_ ("none of the values it may have");
  bool seen[G_N_ELEMENTS (occasions)] = { false };
  for (Octets rest = value; rest.length > 0;)
    {
      Octets word = next_word (&rest, ',');
      bool known = false;
      for (size_t i = 0; i < G_N_ELEMENTS (occasions); i++)
        if (octets_equal_nocase (word, octets_of_string (occasions[i].value)))
          seen[i] = known = true;
      if (!known)
        reading->malformed = N_ ("none of the values it may have");
    }
  const char *format = N_ ("send the sender a notice of %s");
  for (size_t i = 0; i < G_N_ELEMENTS (occasions); i++)
    if (seen[i])
      {
        g_string_append_printf (reading->meaning, translate (reading->tongue, format),
                                translate (reading->tongue, occasions[i].meaning));
        format = N_ (", of %s");
      }
}

/* "\x{1F600}" of an internationalized address (RFC 6533 §3); else false. */
static bool
decode_code_point (Octets rest, size_t *used, GString *decoded)
{
  if (rest.length < 5 || memcmp (rest.at, "\\x{", 3) != 0)
    return false;
  gunichar point = 0;
  size_t i = 3;
  for (; i < rest.length && i < 3 + CODE_POINT_MAX_HEX && g_ascii_isxdigit (rest.at[i]); i++)
    point = point * 16 + (gunichar) g_ascii_xdigit_value ((char) rest.at[i]);
  if (i == 3 || i >= rest.length || rest.at[i] != '}' || !g_unichar_validate (point))
    return false;
  g_string_append_unichar (decoded, point);
  *used = i + 1;
  return true;
}

static void
decode_utf8_address (Octets value, GString *decoded)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  smtp_xtext_decode (value, plain);
  Octets rest = octets_of (plain->str, plain->len);
  while (rest.length > 0)
    {
      size_t used = 1;
      if (!decode_code_point (rest, &used, decoded))
        g_string_append_c (decoded, (char) rest.at[0]);
      rest = octets_from (rest, used);
    }
}

static void
read_orcpt (Octets value, ParameterReading *reading)
{
  size_t semicolon = octets_find (value, ';');
  if (semicolon == SIZE_MAX || semicolon == 0)
    {
      reading->malformed = N_ ("no type in front of the address");
      return;
    }
  Octets type = octets_slice (value, 0, semicolon), address = octets_from (value, semicolon + 1);
  bool utf8 = octets_equal_nocase (type, OCTETS ("utf-8"));
  if (value.length > ORCPT_MAX)
    reading->malformed = N_ ("longer than 500 octets");
  if (utf8)
    decode_utf8_address (address, reading->decoded);
  else if (!smtp_xtext_decode (address, reading->decoded))
    reading->malformed = bad_xtext;
  if (address.length == 0)
    reading->malformed = N_ ("no address");
  say (reading, N_ ("the address that the sender wrote first, kept for notices"));
  if (!utf8 && !octets_equal_nocase (type, OCTETS ("rfc822")))
    say_value (reading, N_ ("; its type is %.*s"), type);
}

static void
read_auth (Octets value, ParameterReading *reading)
{
  if (octets_equal (value, OCTETS ("<>")))
    {
      say (reading, N_ ("the client does not vouch for who submitted this mail"));
      return;
    }
  if (value.length == 0)
    reading->malformed = N_ ("no address");
  else if (!smtp_xtext_decode (value, reading->decoded))
    reading->malformed = bad_xtext;
  say (reading, N_ ("the client says who submitted this mail; a server believes only clients it trusts"));
}

/* "[+|-]seconds;R|N[T]" (RFC 2852 §4). */
static void
read_by (Octets value, ParameterReading *reading)
{
  Octets rest = value;
  Octets seconds = next_word (&rest, ';');
  bool negative = seconds.length > 0 && seconds.at[0] == '-';
  Octets digits = octets_from (seconds, negative || (seconds.length > 0 && seconds.at[0] == '+'));
  bool traced = rest.length == 2 && (rest.at[1] == 'T' || rest.at[1] == 't');
  char mode = rest.length == 1 || traced ? g_ascii_toupper ((char) rest.at[0]) : '\0';
  if (!all_digits (digits, BY_DIGITS_MAX) || (mode != 'R' && mode != 'N'))
    {
      reading->malformed = N_ ("not of the form SECONDS;R or SECONDS;N");
      return;
    }
  say_value (reading,
             mode == 'R' ? N_ ("deliver within %.*s seconds, else give it back")
                         : N_ ("deliver within %.*s seconds, else tell the sender"),
             seconds);
  if (traced)
    say (reading, N_ ("; each relay tells the sender too"));
  bool zero = true;
  for (size_t i = 0; i < digits.length; i++)
    zero &= digits.at[i] == '0';
  if (mode == 'R' && (negative || zero))
    reading->malformed = N_ ("a time that is over already");
}

static void
read_priority (Octets value, ParameterReading *reading)
{
  bool sign = value.length > 0 && value.at[0] == '-';
  if (!all_digits (octets_from (value, sign), 1) || value.at[sign] - '0' > MT_PRIORITY_BOUND)
    {
      reading->malformed = N_ ("not between -9 and 9");
      return;
    }
  say_value (reading, N_ ("priority %.*s between -9 (low) and 9 (high)"), value);
}

static void
read_holdfor (Octets value, ParameterReading *reading)
{
  if (!all_digits (value, HOLD_DIGITS_MAX))
    {
      reading->malformed = N_ ("no number of seconds");
      return;
    }
  say_value (reading, N_ ("hold the mail for %.*s seconds before it is sent on"), value);
}

/* "2026-01-31T12:00:00…" (RFC 3339). */
static bool
looks_like_time (Octets value)
{
  static const char form[] = "0000-00-00T00:00:00";
  if (value.length < strlen (form) + 1)
    return false;
  for (size_t i = 0; i < strlen (form); i++)
    if (form[i] == '0' ? !g_ascii_isdigit (value.at[i]) : g_ascii_toupper ((char) value.at[i]) != form[i])
      return false;
  return true;
}

static void
read_holduntil (Octets value, ParameterReading *reading)
{
  if (!looks_like_time (value))
    reading->malformed = N_ ("no time");
  say (reading, N_ ("hold the mail until then before it is sent on"));
}

static void
read_rrvs (Octets value, ParameterReading *reading)
{
  if (!looks_like_time (value))
    reading->malformed = N_ ("no time");
  say (reading, N_ ("deliver only if the mailbox has had the same owner since then"));
}

/* An attribute of a proxy. */
static void
read_attribute (Octets value, ParameterReading *reading)
{
  if (octets_equal_nocase (value, OCTETS ("[UNAVAILABLE]")))
    say (reading, N_ (", which it does not know"));
  else if (octets_equal_nocase (value, OCTETS ("[TEMPUNAVAIL]")))
    say (reading, N_ (", which it does not know for now"));
  else if (!smtp_xtext_decode (value, reading->decoded))
    reading->malformed = bad_xtext;
}

static void
read_text (Octets value, ParameterReading *reading)
{
  (void) value;
  (void) reading;
}

enum { OF_MAIL = 1, OF_RCPT = 2, OF_PROXY = 4, OF_ENVELOPE = OF_MAIL | OF_RCPT };

typedef struct ParameterRow {
  const char *keyword;
  unsigned verbs;
  const char *reference;
  void (*read) (Octets value, ParameterReading *reading);
  const char *meaning; /* in front of what `read` says */
} ParameterRow;

static const char postfix_xclient[] = "Postfix XCLIENT_README", exchange[] = "MS-OXSMTP";

static const ParameterRow rows[] = {
  { "SIZE", OF_MAIL, "RFC 1870", read_size, "" },
  { "BODY", OF_MAIL, "RFC 6152", read_body, "" },
  { "SMTPUTF8", OF_MAIL, "RFC 6531", read_plain, N_ ("addresses and header may be in any script (UTF-8)") },
  { "SMTPUTF8", OF_RCPT, "RFC 6531", read_plain, N_ ("the address may be in any script (UTF-8)") },
  { "RET", OF_MAIL, "RFC 3461", read_ret, "" },
  { "ENVID", OF_MAIL, "RFC 3461", read_envid, "" },
  { "NOTIFY", OF_RCPT, "RFC 3461", read_notify, "" },
  { "ORCPT", OF_RCPT, "RFC 3461", read_orcpt, "" },
  { "AUTH", OF_MAIL, "RFC 4954", read_auth, "" },
  { "BY", OF_MAIL, "RFC 2852", read_by, "" },
  { "MT-PRIORITY", OF_MAIL, "RFC 6710", read_priority, "" },
  { "REQUIRETLS", OF_MAIL, "RFC 8689", read_plain,
    N_ ("hand this mail on only by TLS to servers that prove who they are") },
  { "HOLDFOR", OF_MAIL, "RFC 4865", read_holdfor, "" },
  { "HOLDUNTIL", OF_MAIL, "RFC 4865", read_holduntil, "" },
  { "SOLICIT", OF_MAIL, "RFC 3865", read_text, N_ ("the sender says that this mail is advertising of this kind") },
  { "RRVS", OF_RCPT, "RFC 7293", read_rrvs, "" },
  { "TRANSID", OF_MAIL, "RFC 1845", read_text, N_ ("a name by which a broken transfer can be taken up again") },
  { "CONPERM", OF_MAIL, "RFC 4141", read_plain, N_ ("servers on the way may convert the mail's content") },
  { "CONNEG", OF_RCPT, "RFC 4141", read_text, N_ ("the server is asked what content this recipient can show") },
  { "PRDR", OF_MAIL, "draft-hall-prdr", read_plain, N_ ("the mail shall be answered for each recipient, as in LMTP") },
  { "XVERP", OF_MAIL, "Postfix VERP_README", read_text,
    N_ ("each recipient gets a reverse-path of its own, so that bounces tell whom they are about") },
  { "XOORG", OF_MAIL, exchange, read_text, N_ ("Exchange: the organization that the mail comes from") },
  { "XSHADOW", OF_MAIL, exchange, read_text,
    N_ ("Exchange: this server keeps a second copy until the mail is delivered") },
  { "XMESSAGECONTEXT", OF_MAIL, exchange, read_text,
    N_ ("Exchange: properties of the mail that servers tell each other") },
  { "XRDST", OF_RCPT, exchange, read_text, N_ ("Exchange: where this recipient's mail is to be routed") },
  { "XFORWARD", OF_ENVELOPE, "Postfix XFORWARD_README", read_text, N_ ("a proxy's words about its client") },
  { "NAME", OF_PROXY, postfix_xclient, read_attribute, N_ ("the client's host name") },
  { "REVERSE_NAME", OF_PROXY, postfix_xclient, read_attribute,
    N_ ("the name that the client's address has in the DNS") },
  { "ADDR", OF_PROXY, postfix_xclient, read_attribute, N_ ("the client's address") },
  { "PORT", OF_PROXY, postfix_xclient, read_attribute, N_ ("the client's port") },
  { "PROTO", OF_PROXY, postfix_xclient, read_attribute, N_ ("the protocol that the client speaks") },
  { "HELO", OF_PROXY, postfix_xclient, read_attribute, N_ ("the name that the client gave itself") },
  { "LOGIN", OF_PROXY, postfix_xclient, read_attribute, N_ ("the user as whom the client logged in") },
  { "DESTADDR", OF_PROXY, postfix_xclient, read_attribute, N_ ("the address that the client connected to") },
  { "DESTPORT", OF_PROXY, postfix_xclient, read_attribute, N_ ("the port that the client connected to") },
  { "IDENT", OF_PROXY, "Postfix XFORWARD_README", read_attribute, N_ ("the mail's queue id at the proxy") },
  { "SOURCE", OF_PROXY, "Postfix XFORWARD_README", read_attribute,
    N_ ("whether the mail came from outside or from this host") },
  { "SESSION", OF_PROXY, "Dovecot XCLIENT", read_attribute, N_ ("the session's name in the proxy's log") },
  { "TTL", OF_PROXY, "Dovecot XCLIENT", read_attribute, N_ ("how many proxies more it may pass") },
  { "TIMEOUT", OF_PROXY, "Dovecot XCLIENT", read_attribute, N_ ("how long the proxy waits") },
  { "FORWARD", OF_PROXY, "Dovecot XCLIENT", read_attribute, N_ ("variables that the proxy hands on") },
  { "CLIENT-TRANSPORT", OF_PROXY, "Dovecot XCLIENT", read_attribute, N_ ("whether the client came by TLS") },
};

static unsigned
place_of (SmtpVerb verb)
{
  switch (verb)
    {
    case VERB_RCPT:
      return OF_RCPT;
    case VERB_XCLIENT:
    case VERB_XFORWARD:
      return OF_PROXY;
    default:
      return OF_MAIL;
    }
}

ParameterReading *
smtp_parameter_read (SmtpVerb verb, const SmtpParameter *parameter, Tongue tongue)
{
  ParameterReading *reading = g_new0 (ParameterReading, 1);
  reading->tongue = tongue;
  reading->decoded = g_string_new (NULL);
  reading->meaning = g_string_new (NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((rows[i].verbs & place_of (verb)) != 0
        && octets_equal_nocase (parameter->keyword, octets_of_string (rows[i].keyword)))
      {
        reading->reference = rows[i].reference;
        if (rows[i].meaning[0] != '\0')
          say (reading, rows[i].meaning);
        rows[i].read (parameter->value, reading);
        break;
      }
  if (octets_equal (parameter->value, octets_of (reading->decoded->str, reading->decoded->len)))
    g_string_truncate (reading->decoded, 0);
  return reading;
}

void
smtp_parameter_reading_free (ParameterReading *reading)
{
  if (reading == NULL)
    return;
  g_string_free (reading->decoded, TRUE);
  g_string_free (reading->meaning, TRUE);
  g_free (reading);
}
