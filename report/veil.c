/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hides secrets and, for a projector, people.
 *
 * Secrets are masked where the dialogue marked them, and wherever the server's
 * own text repeats them ("500 unknown command AGFsaWNl…").  With --redact local
 * parts go wherever an "@" follows them, and the bare ones that the session is
 * known to hold (user names, paths without a domain) as whole words; and the last
 * word of a text that was cut, behind which the "@" may have stood; evidence
 * is shown only where its form is known, so that no line of a mail slips through.
 *
 * Limits: WORDS_MAX names of people in one session.
 *
 * Does not: find names of people in free text such as a banner. */
#include "config.h"

#include "veil.h"

#include "../dissect/dns-name.h"
#include "../dissect/secrets.h"
#include "../dissect/smtp-command.h"
#include "../dissect/smtp-reply.h"
#include "../dissect/smuggling.h"

enum { WORDS_MAX = 64 };

static const char mask[] = "********";
#define ELLIPSIS "…"

static const char ellipsis[] = ELLIPSIS;

typedef struct Words {
  Octets word[WORDS_MAX];
  size_t count;
} Words;

struct Veil {
  bool show_secrets;
  bool redact;
  GStringChunk *kept;
  GString *scratch;
  Secrets *secrets; /* as they may turn up in a reply; NULL: none */
  Words people;
};

Veil *
veil_new (const SinkOptions *options)
{
  Veil *veil = g_new0 (Veil, 1);
  veil->redact = options->redact;
  veil->show_secrets = options->show_secrets && !options->redact;
  veil->kept = g_string_chunk_new (1024);
  veil->scratch = g_string_new (NULL);
  return veil;
}

void
veil_free (Veil *veil)
{
  if (veil == NULL)
    return;
  secrets_free (veil->secrets);
  g_string_chunk_free (veil->kept);
  g_string_free (veil->scratch, TRUE);
  g_free (veil);
}

static Octets
keep (Veil *veil, const char *text, size_t length)
{
  return octets_of (g_string_chunk_insert_len (veil->kept, text, (gssize) length), length);
}

static void
add_word (Words *words, Octets word)
{
  if (word.length > 0 && words->count < WORDS_MAX)
    words->word[words->count++] = word;
}

static Octets
local_part (Octets address)
{
  for (size_t i = address.length; i-- > 0;)
    if (address.at[i] == '@')
      return octets_slice (address, 0, i);
  return address;
}

/* As a macro of SPF makes it labels of a name (RFC 7208 §7.3), where that is another text. */
static void
add_spelled (Veil *veil, Octets local)
{
  char text[DNS_NAME_TEXT];
  g_autofree char *copy = local.length > 0 ? g_strndup ((const char *) local.at, local.length) : NULL;
  if (copy != NULL && dns_name_spell (copy, text) && strchr (text, '\\') != NULL)
    add_word (&veil->people, keep (veil, text, strlen (text)));
}

static void
learn_sender (Veil *veil, Octets path)
{
  Octets local = local_part (path);
  add_word (&veil->people, local);
  add_spelled (veil, local);
}

/* Of mails that the session has to a lenient server only. */
static void
learn_smuggled (Veil *veil, const SmtpSession *session)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Smuggling *smuggling = ((const Finding *) g_ptr_array_index (session->findings, i))->smuggling;
      for (unsigned mail = 1; smuggling != NULL && mail < MIN (smuggling->lenient_mails, SMUGGLING_MAILS); mail++)
        {
          const ReadMail *read = &smuggling->lenient[mail];
          add_word (&veil->people, local_part (read->mail_from));
          for (unsigned k = 0; k < MIN (read->recipients, LENIENT_RECIPIENTS); k++)
            add_word (&veil->people, local_part (read->recipient[k]));
        }
    }
}

static void
learn_people (Veil *veil, const SmtpSession *session)
{
  learn_smuggled (veil, session);
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      add_word (&veil->people, local_part (auth->username));
      add_word (&veil->people, local_part (auth->authzid));
      char *base64 = g_base64_encode (auth->username.at, auth->username.length);
      add_word (&veil->people, keep (veil, base64, strlen (base64)));
      g_free (base64);
    }
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->mail != NULL)
        learn_sender (veil, transaction->mail->path);
      for (guint j = 0; j < transaction->recipients->len && veil->people.count < WORDS_MAX; j++)
        {
          const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, j);
          add_word (&veil->people, local_part (recipient->command->path));
        }
    }
}

void
veil_begin (Veil *veil, const SmtpSession *session)
{
  g_clear_pointer (&veil->secrets, secrets_free);
  veil->people.count = 0;
  veil->secrets = veil->show_secrets ? NULL : secrets_new (session);
  if (veil->secrets == NULL && !veil->redact)
    return;
  g_string_chunk_clear (veil->kept);
  if (veil->redact)
    learn_people (veil, session);
}

void
veil_meet (Veil *veil, const SmtpTransaction *transaction)
{
  enum { OF_ONE_MAIL = 2 };
  if (!veil->redact || transaction->mail == NULL)
    return;
  veil->people.count = MIN (veil->people.count, WORDS_MAX - OF_ONE_MAIL);
  learn_sender (veil, transaction->mail->path);
}

bool
veil_shows_secrets (const Veil *veil)
{
  return veil->show_secrets;
}

bool
veil_hides_content (const Veil *veil)
{
  return veil->redact;
}

static bool
is_word_octet (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet >= 0x80;
}

/* The word stands at `at`, and nothing of a longer word around it. */
static bool
stands_at (Octets text, size_t at, Octets word)
{
  if (!octets_start_nocase (octets_from (text, at), word))
    return false;
  bool open_left = at == 0 || !is_word_octet (text.at[at - 1]) || !is_word_octet (word.at[0]);
  size_t end = at + word.length;
  return open_left
         && (end == text.length || !is_word_octet (text.at[end]) || !is_word_octet (word.at[word.length - 1]));
}

/* Each of the words becomes `instead`. */
static Octets
hide_words (Veil *veil, Octets text, const Words *words, const char *instead)
{
  if (words->count == 0)
    return text;
  g_string_truncate (veil->scratch, 0);
  bool hidden = false;
  for (size_t at = 0; at < text.length;)
    {
      size_t longest = 0;
      for (size_t i = 0; i < words->count; i++)
        if (words->word[i].length > longest && stands_at (text, at, words->word[i]))
          longest = words->word[i].length;
      if (longest > 0)
        g_string_append (veil->scratch, instead);
      else
        g_string_append_c (veil->scratch, (char) text.at[at]);
      hidden |= longest > 0;
      at += longest > 0 ? longest : 1;
    }
  return hidden ? keep (veil, veil->scratch->str, veil->scratch->len) : text;
}

/* What an unquoted local part is made of (RFC 5322 §3.2.3, RFC 6531 §3.3). */
static bool
is_local_octet (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet >= 0x80 || (octet != 0 && strchr ("!#$%&'*+-/=?^_`{|}~.\\", octet) != NULL);
}

/* A local part out of form may hold anything, also what looks like its beginning: so it
 * begins behind the first bracket of its word. */
static size_t
out_of_form_start (Octets text, size_t from, size_t start)
{
  size_t first = start;
  static const char ends[] = { ' ', '\t', '\r', '\n', ',', ';', ':', '>' };
  for (size_t at = start; at > from && memchr (ends, text.at[at - 1], sizeof ends) == NULL; at--)
    if (text.at[at - 1] == '<')
      first = at;
  return first;
}

/* Where the local part in front of the "@" at `at` begins, not before `from`. */
static size_t
local_start (Octets text, size_t from, size_t at)
{
  size_t start = at;
  if (start > from && text.at[start - 1] == '"')
    {
      for (start--; start > from && (text.at[start - 1] != '"' || (start > from + 1 && text.at[start - 2] == '\\'));
           start--)
        ;
      return start > from ? start - 1 : from;
    }
  while (start > from && is_local_octet (text.at[start - 1]))
    start--;
  return out_of_form_start (text, from, start);
}

/* How many octets of what follows a local part stand here: "@", one in xtext (RFC 3461 §4),
 * or the end of a text that was cut. */
static size_t
mark_at (Octets text, size_t at)
{
  const Octets marks[] = { OCTETS ("@"), OCTETS ("+40"), OCTETS (ELLIPSIS) };
  for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
    if (text.at[at] == marks[i].at[0] && octets_start_nocase (octets_from (text, at), marks[i]))
      return marks[i].length;
  return 0;
}

/* Local parts become an ellipsis. */
static Octets
hide_local_parts (Veil *veil, Octets text)
{
  g_string_truncate (veil->scratch, 0);
  size_t written = 0;
  for (size_t at = 0; at < text.length; at++)
    {
      size_t mark = mark_at (text, at);
      if (mark == 0)
        continue;
      size_t start = local_start (text, written, at);
      g_string_append_len (veil->scratch, (const char *) text.at + written, (gssize) (start - written));
      if (start < at && text.at[at] != (uint8_t) ELLIPSIS[0])
        g_string_append (veil->scratch, ellipsis);
      g_string_append_len (veil->scratch, (const char *) text.at + at, (gssize) mark);
      written = at + mark;
      at = written - 1;
    }
  if (written == 0)
    return text;
  g_string_append_len (veil->scratch, (const char *) text.at + written, (gssize) (text.length - written));
  return keep (veil, veil->scratch->str, veil->scratch->len);
}

Octets
veil_text (Veil *veil, Octets text)
{
  return veil->redact ? hide_words (veil, hide_local_parts (veil, text), &veil->people, ellipsis) : text;
}

/* Replaces the secret, which is a view into the text; one that is not hides all. */
static Octets
mask_secret (Veil *veil, const Evidence *evidence)
{
  Octets text = evidence->text;
  Octets secret = evidence->secret;
  if (secret.length == 0 || veil->show_secrets)
    return text;
  uintptr_t start = (uintptr_t) text.at;
  uintptr_t place = (uintptr_t) secret.at;
  if (place < start || place - start > text.length || secret.length > text.length - (place - start))
    return octets_of_string (mask);
  size_t before = place - start;
  g_string_truncate (veil->scratch, 0);
  g_string_append_len (veil->scratch, (const char *) text.at, (gssize) before);
  g_string_append (veil->scratch, mask);
  Octets rest = octets_from (text, before + secret.length);
  g_string_append_len (veil->scratch, (const char *) rest.at, (gssize) rest.length);
  return keep (veil, veil->scratch->str, veil->scratch->len);
}

/* Parameters whose value is a mailbox or a user, in xtext. */
static bool
names_person (const SmtpParameter *parameter)
{
  static const char *const keywords[] = { "AUTH", "ORCPT", "LOGIN" };
  for (size_t i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (octets_equal_nocase (parameter->keyword, octets_of_string (keywords[i])))
      return !octets_equal (parameter->value, OCTETS ("<>"));
  return false;
}

Octets
veil_parameter (Veil *veil, const SmtpParameter *parameter)
{
  if (veil->redact && names_person (parameter))
    return octets_of_string (ellipsis);
  return veil_text (veil, parameter->value);
}

Octets
veil_decoded (Veil *veil, const SmtpParameter *parameter, Octets decoded)
{
  return names_person (parameter) ? veil_address (veil, decoded) : veil_text (veil, decoded);
}

Octets
veil_argument (Veil *veil, const SmtpCommand *command)
{
  if (veil->redact && (command->verb == VERB_VRFY || command->verb == VERB_EXPN))
    return veil_address (veil, command->argument);
  return veil_text (veil, command->argument);
}

Octets
veil_url (Veil *veil, const SmtpCommand *command)
{
  Evidence evidence = { .text = command->url, .secret = command->secret, .side = SIDE_CLIENT };
  return veil_text (veil, mask_secret (veil, &evidence));
}

Octets
veil_reply (Veil *veil, Octets text)
{
  if (veil->secrets == NULL)
    return veil_text (veil, text);
  g_string_truncate (veil->scratch, 0);
  if (secrets_append_masked (veil->secrets, text, veil->scratch))
    text = keep (veil, veil->scratch->str, veil->scratch->len);
  return veil_text (veil, text);
}

Octets
veil_address (Veil *veil, Octets address)
{
  if (!veil->redact || address.length == 0)
    return address;
  Octets local = local_part (address);
  g_string_assign (veil->scratch, ellipsis);
  g_string_append_len (veil->scratch, (const char *) address.at + local.length,
                       (gssize) (address.length - local.length));
  return keep (veil, veil->scratch->str, veil->scratch->len);
}

Octets
veil_mailbox (Veil *veil, const char *mailbox)
{
  Octets text = octets_of_string (mailbox);
  if (!veil->redact)
    return text;
  const char *open = strrchr (mailbox, '<');
  if (open != NULL)
    text = octets_of (open + 1, strcspn (open + 1, ">"));
  return veil_address (veil, text);
}

Octets
veil_content (Veil *veil, const char *text)
{
  return octets_of_string (veil->redact ? ellipsis : text);
}

Octets
veil_evidence (Veil *veil, const Evidence *evidence)
{
  if (veil->redact && !evidence_has_known_form (evidence))
    return octets_of_string (ellipsis);
  Octets text = mask_secret (veil, evidence);
  return evidence->side == SIDE_SERVER ? veil_reply (veil, text) : veil_text (veil, text);
}
