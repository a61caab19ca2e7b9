/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sender's domains that look like others: by themselves (UTS 39), or beside a domain that
 * was seen elsewhere in the capture, of a sender, a recipient, a server or an account.
 *
 * Which of two imitates the other is told by how they are written, not by who came
 * first: the one with digits for letters, or letters of another script, is the odd one.
 *
 * Limits: of each mail NAMES_MAX recipients; MEMBERS_MAX organizations that look alike.
 *
 * Does not: know what anybody protects; who wants that names of his own are watched needs
 * a mail of them in the capture. */
#include "config.h"

#include "checks.h"
#include "lookalike.h"
#include "session-facts.h"

enum { NAMES_MAX = 16, MEMBERS_MAX = 4, NAME_OCTETS = 255 };

/* What a name is, found again without taking it apart once more. */
typedef struct KnownName {
  bool judged;
  bool none;       /* no domain, or one that could not be looked at */
  HistoryKey fold; /* of those that may look like it */
  bool tricky;
  unsigned harmless; /* it looks like none of so many of them */
} KnownName;

typedef struct LookMember {
  char *domain; /* the organization's */
  Sight sight;
} LookMember;

/* Organizations with one fold. */
typedef struct LookGroup {
  LookMember member[MEMBERS_MAX];
  unsigned count;
} LookGroup;

static void
group_clear (gpointer pointer)
{
  LookGroup *group = pointer;
  for (unsigned i = 0; i < group->count; i++)
    {
      g_free (group->member[i].domain);
      sight_clear (&group->member[i].sight);
    }
}

static const HistoryKind name_kind = { "names-looked-at", sizeof (KnownName), NULL };
static const HistoryKind group_kind = { "look-alikes", sizeof (LookGroup), group_clear };

/* --- what is remembered ------------------------------------------------------------------ */

static HistoryKey
key_of_name (const History *history, Octets domain)
{
  uint8_t lower[NAME_OCTETS];
  for (size_t i = 0; i < domain.length; i++)
    lower[i] = (uint8_t) g_ascii_tolower ((char) domain.at[i]);
  const Octets part = octets_of (lower, domain.length);
  return history_key (history, &part, 1);
}

static LookMember *
find_member (LookGroup *group, const char *domain)
{
  for (unsigned i = 0; i < group->count; i++)
    if (strcmp (group->member[i].domain, domain) == 0)
      return &group->member[i];
  return NULL;
}

typedef struct Seen {
  Side side;
  Origin origin;
  Octets text;
} Seen;

/* Notes a domain, the first time that it is met; what is known of its name.  The fold of
 * most names is theirs alone. */
static KnownName *
note (History *history, const SmtpSession *session, Octets domain, const Seen *seen)
{
  if (domain.length == 0 || domain.length > NAME_OCTETS || domain.at[0] == '[')
    return NULL;
  KnownName *name = history_remember (history, &name_kind, key_of_name (history, domain));
  if (name->judged)
    return name;
  name->judged = true;
  DomainLook *look = domain_look_new (domain);
  name->none = look == NULL;
  if (look == NULL)
    return name;
  const Octets fold = octets_of_string (look->fold);
  name->fold = history_key (history, &fold, 1);
  name->tricky = look->trick != TRICK_NONE;
  LookGroup *group = history_remember (history, &group_kind, name->fold);
  if (find_member (group, look->organization) == NULL && group->count < MEMBERS_MAX)
    {
      LookMember *member = &group->member[group->count++];
      member->domain = g_steal_pointer (&look->organization);
      sight_take (&member->sight, session, seen->side, seen->origin, seen->text);
    }
  domain_look_free (look);
  return name;
}

/* --- what is judged ------------------------------------------------------------------------ */

static void
tell_trick (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const char *where,
            const DomainLook *look, Octets domain, const Seen *seen)
{
  where = finding_word (session, where);
  Finding *finding
      = look->seems != NULL
            ? finding_add (session, check, transaction, "%s %s %s: \"%s\" looks like \"%s\".", where,
                           check_quote (session, domain), finding_word (session, look_trick_words (look->trick)),
                           check_quote (session, octets_of_string (look->tricky)),
                           check_quote (session, octets_of_string (look->seems)))
            : finding_add (session, check, transaction, "%s %s %s.", where, check_quote (session, domain),
                           finding_word (session, look_trick_words (look->trick)));
  if (look->trick == TRICK_PUNYCODE)
    finding->severity = SEVERITY_MEDIUM;
  finding_cite_octets (finding, seen->side, seen->origin, seen->text);
}

/* The name as it is told apart, and where that is encoded as it is shown. */
static const char *
named (SmtpSession *session, const DomainLook *look)
{
  if (strncmp (look->organization, "xn--", 4) != 0)
    return check_quote (session, octets_of_string (look->organization));
  return finding_phrase (session, "%s (shown as \"%s\")", check_quote (session, octets_of_string (look->organization)),
                         check_quote (session, octets_of_string (look->shown)));
}

static bool
tell_likeness (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const char *where,
               const DomainLook *look, const LookMember *member, const Seen *seen)
{
  DomainLook *other = domain_look_new (octets_of_string (member->domain));
  LookLikeness likeness = other != NULL ? domain_looks_compare (look, other) : LOOKS_DIFFERENT;
  const char *this_one = named (session, look);
  where = finding_word (session, where);
  Finding *finding = NULL;
  if (likeness == LOOKS_TRICKED)
    finding = finding_add (session, check, transaction,
                           "%s %s passes for %s, which this capture also has: letters stand for others that look the "
                           "same.",
                           where, this_one, named (session, other));
  else if (likeness == LOOKS_IMITATED)
    finding = finding_add (session, check, transaction,
                           "%s %s is imitated: this capture also has %s, written with what passes for its letters.",
                           where, this_one, named (session, other));
  else if (likeness == LOOKS_HYPHENATED)
    finding = finding_add (session, check, transaction,
                           "%s %s differs by hyphens alone from %s, which this capture also has.", where, this_one,
                           named (session, other));
  domain_look_free (other);
  if (finding == NULL)
    return false;
  if (likeness != LOOKS_TRICKED)
    finding->severity = likeness == LOOKS_IMITATED ? SEVERITY_INFO : SEVERITY_LOW;
  finding_cite_octets (finding, seen->side, seen->origin, seen->text);
  finding_cite_sight (finding, session, &member->sight);
  return true;
}

static bool
judge_domain (const Check *check, SmtpSession *session, History *history, const SmtpTransaction *transaction,
              const char *where, Octets domain, const Seen *seen)
{
  KnownName *name = note (history, session, domain, seen);
  if (name == NULL || name->none)
    return false;
  LookGroup *group = history_recall (history, &group_kind, name->fold);
  if (!name->tricky && (group == NULL || group->count < 2 || group->count == name->harmless))
    return false;
  DomainLook *look = domain_look_new (domain);
  bool told = false;
  for (unsigned i = 0; look != NULL && group != NULL && i < group->count && !told; i++)
    told = tell_likeness (check, session, transaction, where, look, &group->member[i], seen);
  if (look != NULL && !told && look->trick != TRICK_NONE)
    {
      tell_trick (check, session, transaction, where, look, domain, seen);
      told = true;
    }
  if (!told && group != NULL)
    name->harmless = group->count;
  domain_look_free (look);
  return told;
}

/* --- the names of a session ------------------------------------------------------------------ */

static void
note_surroundings (SmtpSession *session, History *history)
{
  Octets server = session_server_name (session);
  if (server.length > 0 && session->greeting != NULL)
    note (history, session, server, &(Seen){ SIDE_SERVER, session->greeting->first, session->greeting->lines });
  for (guint i = 0; session->auths != NULL && i < MIN (session->auths->len, NAMES_MAX); i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (auth->result == AUTH_ACCEPTED && auth->command != NULL)
        note (history, session, address_domain (auth->username), &(Seen){ SIDE_CLIENT, auth->origin, auth->username });
    }
}

static void
note_recipients (SmtpSession *session, History *history, const SmtpTransaction *transaction)
{
  for (guint i = 0; i < MIN (transaction->recipients->len, NAMES_MAX); i++)
    {
      const SmtpCommand *command = ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      note (history, session, address_domain (command->path), &(Seen){ SIDE_CLIENT, command->origin, command->line });
    }
}

static void
judge_transaction (const Check *check, SmtpSession *session, History *history, const SmtpTransaction *transaction)
{
  static const struct {
    const char *field, *where;
  } rows[] = { { "From", N_ ("The From domain") },
               { "Sender", N_ ("The domain in Sender") },
               { "Reply-To", N_ ("The domain in Reply-To") } };
  const MailMessage *message = transaction->message;
  const SmtpCommand *mail = transaction->mail;
  note_recipients (session, history, transaction);
  bool told = false;
  for (size_t k = 0; message != NULL && transaction->message_done && k < G_N_ELEMENTS (rows) && !told; k++)
    for (size_t i = 0; i < message->field_count && !told; i++)
      {
        const HeaderField *field = &message->fields[i];
        if (field->cut || !header_field_is (field, rows[k].field))
          continue;
        GPtrArray *found = k > 0 ? header_field_addr_specs (octets_slice (field->value, 0, 1000)) : NULL;
        const GPtrArray *specs = found != NULL ? found : message->from_specs;
        const Seen seen
            = { SIDE_CLIENT, transaction_place (transaction, field->offset), octets_trim_line (field->raw) };
        for (guint a = 0; specs != NULL && a < MIN (specs->len, NAMES_MAX) && !told; a++)
          told = judge_domain (check, session, history, transaction, rows[k].where,
                               address_domain (octets_of_string (g_ptr_array_index (specs, a))), &seen);
        if (found != NULL)
          g_ptr_array_unref (found);
        break;
      }
  if (!told && mail != NULL && mail->path.length > 0)
    judge_domain (check, session, history, transaction, N_ ("The domain on the envelope"), address_domain (mail->path),
                  &(Seen){ SIDE_CLIENT, mail->origin, mail->line });
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  note_surroundings (session, history);
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge_transaction (check, session, history, g_ptr_array_index (session->transactions, i));
}

const Check check_lookalike_domain = {
  .id = "lookalike-domain",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Sender's domain looks like another"),
  .explanation
  = N_ ("The sender's domain is another than a reader sees: a letter of another alphabet that looks the same, "
        "a digit in a letter's place, two letters that look like one. Whoever registers such a name owns it, "
        "so that SPF, DKIM and DMARC all pass: they prove that the mail is of this domain, not that it is the "
        "one the reader thinks of."),
  .protection
  = N_ ("Mail programs that show such names in their encoded form (xn--…), filters that compare senders with "
        "the names one deals with, and owners who register the nearest look-alikes themselves."),
  .reference = "RFC 5890 §4.4, RFC 5891 §4.3",
  .compare = compare,
};
