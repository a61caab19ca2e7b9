/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender told in a form on which programs disagree: one finding a transaction, with
 * every form and what different readers make of it.
 *
 * Limits: NOTED_MAX forms are told, EVIDENCE_MAX fields cited.
 *
 * Does not: know the forms (from-forms), or whether anybody was deceived. */
#include "config.h"

#include "checks.h"
#include "from-forms.h"
#include "session-facts.h"

enum { NOTED_MAX = 8, EVIDENCE_MAX = 6 };

static const Severity severities[] = {
  [FORM_LOW] = SEVERITY_LOW,
  [FORM_MEDIUM] = SEVERITY_MEDIUM,
  [FORM_HIGH] = SEVERITY_HIGH,
};

/* Whether the header section was captured from its first octet to its end. */
static bool
header_is_whole (const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  bool gap
      = message->missing->len > 0 && g_array_index (message->missing, MissingRange, 0).offset <= message->header.length;
  bool ended
      = message->state == MESSAGE_COMPLETE || message->state == MESSAGE_GAP || message->size > message->header.length;
  return ended && !gap && !message->header_cut && !transaction->begin_lost;
}

static Octets
path_argument (const SmtpCommand *mail)
{
  size_t colon = octets_find (mail->argument, ':');
  bool verb = octets_start_nocase (mail->argument, OCTETS ("FROM"));
  return verb && colon != SIZE_MAX ? octets_trim (octets_from (mail->argument, colon + 1)) : OCTETS_NONE;
}

static void
cite_field (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, Octets raw, uint64_t offset)
{
  for (size_t i = 0; i < finding->evidence_count; i++)
    if (finding->evidence[i].text.at == raw.at)
      return;
  if (finding->evidence_count < EVIDENCE_MAX)
    finding_cite_octets (finding, SIDE_CLIENT, transaction_place (transaction, offset),
                         arena_copy (session->arena, octets_trim_line (raw)));
}

static void
note_form (SmtpSession *session, Finding *finding, const SenderForm *form)
{
  const char *line = finding_word (session, form->words);
  for (unsigned i = 0; i < form->count; i++)
    {
      const FormReading *reading = &form->reading[i];
      const char *reader = finding_word (session, reading->reader);
      const char *takes = reading->words != NULL ? finding_word (session, reading->words)
                                                 : check_quote (session, octets_of_string (reading->takes));
      line = i == 0 ? finding_phrase (session, "%s Readers: %s: %s", line, reader, takes)
                    : finding_phrase (session, "%s; %s: %s", line, reader, takes);
    }
  finding_note (session, finding, "%s.", line);
}

static gint
heavier (gconstpointer a, gconstpointer b)
{
  const SenderForm *one = *(const SenderForm *const *) a, *other = *(const SenderForm *const *) b;
  return (gint) other->weight - (gint) one->weight;
}

static void
tell (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, GPtrArray *forms,
      const SmtpCommand *mail)
{
  g_ptr_array_sort (forms, heavier); /* stable */
  const SenderForm *worst = g_ptr_array_index (forms, 0);
  Finding *finding
      = worst->weight == FORM_LOW
            ? finding_add (session, check, transaction, "The sender is told in a form that breaks the rules: %s",
                           finding_word (session, worst->words))
            : finding_add (session, check, transaction, "Programs disagree who sent this mail: %s",
                           finding_word (session, worst->words));
  finding->severity = severities[worst->weight];
  for (guint i = 0; i < MIN (forms->len, NOTED_MAX); i++)
    {
      const SenderForm *form = g_ptr_array_index (forms, i);
      note_form (session, finding, form);
      if (strcmp (form->code, "envelope") == 0)
        finding_cite_command (finding, mail);
      else if (form->raw.length > 0)
        cite_field (session, finding, transaction, form->raw, form->offset);
    }
  if (finding->evidence_count == 0 && mail != NULL)
    finding_cite_command (finding, mail);
  if (finding->evidence_count == 0)
    finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, OCTETS_NONE);
}

static void
judge (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  const SmtpCommand *mail = transaction->mail;
  GPtrArray *forms = NULL;
  if (message != NULL && transaction->message_done)
    {
      HeaderSection section
          = { .fields = message->fields, .count = message->field_count, .whole = header_is_whole (transaction) };
      forms = from_forms_of_header (&section);
    }
  GPtrArray *path = mail != NULL && !mail->truncated ? from_forms_of_path (path_argument (mail)) : NULL;
  if (forms == NULL)
    forms = g_steal_pointer (&path);
  else if (path != NULL)
    g_ptr_array_extend_and_steal (forms, g_steal_pointer (&path));
  if (forms == NULL)
    return;
  tell (check, session, transaction, forms, mail);
  g_ptr_array_unref (forms);
}

static void
run (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_sender_ambiguous = {
  .id = "sender-ambiguous",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Programs disagree who the sender is"),
  .explanation = N_ ("The sender is written in a form that programs read differently: one takes this address, the next "
                     "another one or none. So a filter may check one sender and the reader be shown another. Published "
                     "forgeries work that way. A careless program may also write so; then all readers find the same "
                     "address, and the finding is low."),
  .protection
  = N_ ("Servers that refuse mail whose From field breaks RFC 5322; mail programs that show such a sender as "
        "doubtful. DMARC can only be relied on where everybody reads one and the same From domain."),
  .reference = "RFC 5322 §3.6.2, RFC 7489 §6.6.1",
  .run = run,
};
