/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protection end to end: what it leaves readable, signatures taken for it, and what
 * only looks like it.
 *
 * Does not: verify signatures or ciphertext; see message-protection. */
#include "config.h"

#include "checks.h"
#include "message-protection.h"

enum { LINE_OCTETS = 200 };

static const HeaderField *
find_field (const MailMessage *message, const char *name)
{
  for (size_t i = 0; i < message->field_count; i++)
    if (!message->fields[i].cut && header_field_is (&message->fields[i], name))
      return &message->fields[i];
  return NULL;
}

/* A header field as it came, without its last line end; false where there is none. */
static bool
cite_field (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, const char *name)
{
  const HeaderField *field = find_field (transaction->message, name);
  if (field == NULL)
    return false;
  Octets raw = octets_trim_line (octets_slice (field->raw, 0, LINE_OCTETS));
  finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, arena_copy (session->arena, raw));
  return true;
}

/* The first line of a part, as it crossed. */
static void
cite_part (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, const MailPart *part)
{
  uint8_t start[LINE_OCTETS];
  size_t most = MIN (part->encoded, sizeof start);
  Octets text = octets_of (
      start, part->unreachable ? 0 : mail_data_copy (transaction->message->data, part->offset, start, most));
  text = octets_trim_line (text);
  size_t end = octets_find (text, '\n');
  text = octets_trim_line (octets_slice (text, 0, end));
  if (text.length > 0)
    finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, arena_copy (session->arena, text));
}

static void
cite_mail (Finding *finding, const SmtpTransaction *transaction)
{
  if (transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
  else if (transaction->reply != NULL)
    finding_cite_reply (finding, transaction->reply);
}

static void
each_message (const Check *check, SmtpSession *session,
              void (*judge) (const Check *, SmtpSession *, const SmtpTransaction *))
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL)
        judge (check, session, transaction);
    }
}

/* --- metadata ------------------------------------------------------------------ */

static void
judge_metadata (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  unsigned readable = message_still_readable (message);
  if (readable == 0)
    return;
  const char *list = NULL;
  for (StillReadable what = 0; what < STILL_READABLE; what++)
    if ((readable & 1u << what) != 0)
      {
        const char *words = finding_word (session, still_readable_words (what));
        list = list != NULL ? finding_phrase (session, N_ ("%s, %s"), list, words) : words;
      }
  Finding *finding = finding_add (
      session, check, transaction, "%s encrypts %s of this mail and nothing else. Readable all the same, by %s: %s.",
      end_to_end_words (message->end_to_end),
      finding_word (session, message->end_to_end_partly ? N_ ("a part") : N_ ("the content")),
      finding_word (session, transaction->tls ? N_ ("the servers") : N_ ("the servers and everyone on the path")),
      list);
  if ((readable & 1u << READABLE_SUBJECT) != 0)
    cite_field (session, finding, transaction, "Subject");
  cite_mail (finding, transaction);
}

static void
run_metadata (const Check *check, SmtpSession *session)
{
  each_message (check, session, judge_metadata);
}

const Check check_end_to_end_metadata = {
  .id = "end-to-end-metadata",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("What end-to-end encryption leaves readable"),
  .explanation
  = N_ ("The content of this mail is encrypted for its recipient alone. The envelope, the header fields, the "
        "time and the size are not: who writes to whom, when, how much, and as a rule about what (the "
        "Subject), stays readable to every server, and to everyone on the path where there is no TLS."),
  .protection
  = N_ ("TLS on each hop hides this from the path, though not from the servers. Programs that protect the "
        "Subject put it into the encrypted part (RFC 9788); the envelope cannot be hidden from the servers."),
  .reference = "RFC 9580 §13, RFC 8551 §6, RFC 9788",
  .run = run_metadata,
};

/* --- signatures ------------------------------------------------------------------ */

static void
judge_signature (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  if (message->signature == END_TO_END_NONE || message->end_to_end != END_TO_END_NONE || message->fake != NULL)
    return;
  Finding *finding = finding_add (session, check, transaction,
                                  message->opaque_signature
                                      ? N_ ("The mail is signed by %s and not encrypted; its text is in base64, which "
                                            "anyone can undo.")
                                      : N_ ("The mail is signed by %s and not encrypted."),
                                  end_to_end_words (message->signature));
  if (!cite_field (session, finding, transaction, "Content-Type"))
    cite_mail (finding, transaction);
}

static void
run_signature (const Check *check, SmtpSession *session)
{
  each_message (check, session, judge_signature);
}

const Check check_signed_not_encrypted = {
  .id = "signed-not-encrypted",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Signed, but not encrypted"),
  .explanation
  = N_ ("A signature lets the recipient see that nobody changed the mail and whose key signed it. It hides "
        "nothing: the text can be read like that of any other mail. An opaque signature of S/MIME looks "
        "like ciphertext, but is only packed."),
  .protection = N_ ("Encryption besides the signature, by OpenPGP or S/MIME, with a key of the recipient."),
  .reference = "RFC 3156 §5, RFC 8551 §3.5",
  .run = run_signature,
};

/* --- fakes ----------------------------------------------------------------------- */

static void
judge_fake (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailPart *fake = transaction->message->fake;
  if (fake == NULL)
    return;
  Finding *finding = finding_add (session, check, transaction, "The mail only looks encrypted: %s.",
                                  finding_word (session, message_fake_words (transaction->message)));
  if (fake->depth == 0)
    cite_field (session, finding, transaction, "Content-Type");
  cite_part (session, finding, transaction, fake);
  if (finding->evidence_count == 0)
    cite_mail (finding, transaction);
}

static void
run_fake (const Check *check, SmtpSession *session)
{
  each_message (check, session, judge_fake);
}

const Check check_fake_encryption = {
  .id = "fake-encryption",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Looks encrypted, but is not"),
  .explanation
  = N_ ("The mail is wrapped as an encrypted one, but what is inside is no ciphertext. A program that goes by "
        "the wrapper shows a lock; everyone on the way reads the content all the same. It comes from broken "
        "gateways, from programs that send in the clear where encryption failed, and from fraud."),
  .protection
  = N_ ("Programs that refuse to send where encryption fails, and that show a mail as encrypted only if they "
        "decrypted it."),
  .reference = "RFC 3156 §4, RFC 8551 §3.3",
  .run = run_fake,
};
