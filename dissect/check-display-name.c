/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the name beside the address of the From field pretends: another address or domain,
 * or a person who was seen with another address.
 *
 * Many mail programs show the name alone.  Lists and shared mailboxes rewrite it
 * honestly, "Alice via List" or "'a@b' via Sales"; those stay silent.
 *
 * Limits: MAILBOXES_MAX of a field are looked at; persons are remembered by digests.
 *
 * Does not: know who is called what; a person with two addresses is ordinary, and told only
 * where the first was of the recipient's own organization. */
#include "config.h"

#include "checks.h"
#include "mailbox-reader.h"
#include "printable.h"
#include "same-organization.h"
#include "sender.h"
#include "session-facts.h"

enum { MAILBOXES_MAX = 8, NAME_OCTETS_MAX = 1000, PERSON_WORDS_MIN = 2, PERSON_OCTETS_MIN = 6 };

/* --- another address ------------------------------------------------------------------------ */

/* As the eye reads it: compatibility forms ("＠") as plain ones, what is not seen left out. */
static char *
as_seen (const char *name)
{
  g_autofree char *plain = g_utf8_normalize (name, (gssize) MIN (strlen (name), NAME_OCTETS_MAX), G_NORMALIZE_NFKC);
  GString *seen = g_string_new (NULL);
  for (const char *at = plain != NULL ? plain : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (!printable_hides (c))
        g_string_append_unichar (seen, c);
    }
  return g_string_free (seen, FALSE);
}

static bool
is_rewritten (const char *name)
{
  static const char *const words[] = { " via ", " on behalf of ", "(via ", "[via " };
  g_autofree char *lower = g_utf8_strdown (name, -1);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return true;
  return false;
}

/* "paypal.com" and nothing else: a name that is a domain.  Names end in letters that are a
 * top level in words too ("ASP.NET", "Node.js"), so only those count that are sold as names. */
static bool
is_domain_name (const char *name)
{
  static const char *const tops[] = { ".com", ".org", ".gov", ".edu", ".bank", ".de", ".fr", ".jp", ".uk", ".eu",
                                      ".ch",  ".at",  ".it",  ".es",  ".nl",   ".pl", ".ru", ".cn", ".in", ".br" };
  Octets octets = octets_of_string (name);
  if (octets.length < 7 || strpbrk (name, " @") != NULL || !octets_are_host_name (octets))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (tops); i++)
    if (g_str_has_suffix (name, tops[i]))
      return true;
  return false;
}

static bool
is_among (const GPtrArray *specs, const char *address)
{
  for (guint i = 0; specs != NULL && i < specs->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (specs, i), address) == 0)
      return true;
  return false;
}

static bool
replies_lead_to (const MailMessage *message, const char *address)
{
  for (guint i = 0; message->reply_to != NULL && i < message->reply_to->len; i++)
    {
      Octets mailbox = octets_of_string (g_ptr_array_index (message->reply_to, i));
      if (octets_find_nocase (mailbox, octets_of_string (address)) != SIZE_MAX)
        return true;
    }
  return false;
}

/* Forwarders that hide an address put it into their own: "alice=example.com@fwd.example",
 * "alice_at_example_com_x1@relay.example". */
static bool
holds_parts (const char *spec, const char *shown)
{
  Octets domain = address_domain (octets_of_string (shown));
  Octets own = octets_slice (octets_of_string (spec), 0, octets_find (octets_of_string (spec), '@'));
  Octets local = octets_slice (octets_of_string (shown), 0, strlen (shown) - domain.length - 1);
  Octets label = octets_slice (domain, 0, octets_find (domain, '.'));
  return octets_find_nocase (own, local) != SIZE_MAX && octets_find_nocase (own, label) != SIZE_MAX;
}

static Octets
first_word_of_domain (Octets domain)
{
  return octets_slice (domain, 0, octets_find (domain, '.'));
}

/* The same name under another top level ("amazon.de" beside "amazon.com") is one company's as a rule. */
static bool
same_house (const char *shown, Octets real)
{
  g_autofree char *one = organization_of (octets_of_string (shown));
  g_autofree char *other = organization_of (real);
  return same_organization (octets_of_string (shown), real)
         || (one != NULL && other != NULL
             && octets_equal (first_word_of_domain (octets_of_string (one)),
                              first_word_of_domain (octets_of_string (other))));
}

static bool
judge_name (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const HeaderField *field,
            const GPtrArray *specs, const char *name, const char *spec)
{
  const MailMessage *message = transaction->message;
  Octets real = address_domain (octets_of_string (spec));
  g_autofree char *seen = as_seen (name);
  if (real.length == 0 || is_rewritten (seen))
    return false;
  size_t place = 0;
  for (char *shown; (shown = address_in_text (seen, &place)) != NULL; g_free (shown))
    {
      Octets domain = address_domain (octets_of_string (shown));
      if (is_among (specs, shown) || holds_parts (spec, shown))
        continue;
      bool related = same_organization (domain, real);
      Finding *finding = finding_add (
          session, check, transaction, "The name shows the address %s, but the mail is from %s.",
          check_quote (session, octets_of_string (shown)), check_quote (session, octets_of_string (spec)));
      /* Forms and ticket systems write so for others, and answers go to whom they name. */
      finding->severity = replies_lead_to (message, shown) ? SEVERITY_INFO : related ? SEVERITY_LOW : SEVERITY_HIGH;
      finding_cite_field (finding, transaction, field);
      g_free (shown);
      return true;
    }
  g_autofree char *lower = g_ascii_strdown (g_strstrip (seen), -1);
  if (!is_domain_name (lower) || same_house (lower, real))
    return false;
  Finding *finding
      = finding_add (session, check, transaction, "The name is the domain %s, but the mail is from %s.",
                     check_quote (session, octets_of_string (lower)), check_quote (session, octets_of_string (spec)));
  finding->severity = SEVERITY_MEDIUM;
  finding_cite_field (finding, transaction, field);
  return true;
}

/* --- a known person -------------------------------------------------------------------------- */

/* A person by name, as first seen with an address. */
typedef struct Person {
  uint64_t address;   /* digest */
  char *organization; /* of it; owned */
  char *shown;        /* the address, for the sentence; owned */
  unsigned mails;     /* with that address */
  bool proven;
  Sight sight;
} Person;

static void
person_clear (gpointer pointer)
{
  Person *person = pointer;
  g_free (person->organization);
  g_free (person->shown);
  sight_clear (&person->sight);
}

static const HistoryKind person_kind = { "persons", sizeof (Person), person_clear };

/* Words of letters alone, two at least: "Alice Smith", "山田 花子", not "Support" or "News 24". */
static bool
is_person (const char *name)
{
  unsigned words = 0;
  bool inside = false;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      bool part = g_unichar_isalpha (c) || g_unichar_ismark (c) || c == '\'' || c == '-' || c == '.';
      if (!part && !g_unichar_isspace (c) && c != ',')
        return false;
      words += part && !inside;
      inside = part;
    }
  return words >= PERSON_WORDS_MIN && strlen (name) >= PERSON_OCTETS_MIN;
}

static bool
writes_to (const SmtpTransaction *transaction, const char *organization)
{
  for (guint i = 0; i < MIN (transaction->recipients->len, 64); i++)
    {
      const SmtpCommand *command = ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      Octets domain = address_domain (command->path);
      if (domain.length > 0 && same_organization (domain, octets_of_string (organization)))
        return true;
    }
  return false;
}

static void
tell_person (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const HeaderField *field,
             const char *spec, const Person *person)
{
  Finding *finding = finding_add (session, check, transaction,
                                  "The mail is from %s under a name that was seen with %s, of the recipient's own "
                                  "organization.",
                                  check_quote (session, octets_of_string (spec)),
                                  check_quote (session, octets_of_string (person->shown)));
  finding->severity = SEVERITY_MEDIUM;
  finding_cite_field (finding, transaction, field);
  finding_cite_sight (finding, session, &person->sight);
}

static void
compare_person (const Check *check, SmtpSession *session, History *history, const SmtpTransaction *transaction,
                const HeaderField *field, const char *name, const char *spec)
{
  g_autofree char *seen = as_seen (name);
  Octets domain = address_domain (octets_of_string (spec));
  bool list = transaction->sender != NULL && transaction->sender->from_list;
  if (domain.length == 0 || list || is_rewritten (seen) || !is_person (seen))
    return;
  g_autofree char *folded = g_utf8_casefold (seen, -1);
  const Octets part = octets_of_string (folded);
  Person *person = history_remember (history, &person_kind, history_key (history, &part, 1));
  uint64_t address = history_digest (history, octets_of_string (spec), true);
  bool proven = transaction->sender != NULL && sender_is_proven (transaction->sender);
  if (person->mails == 0 || (person->address != address && person->mails == 1 && !person->proven))
    {
      person_clear (person);
      *person = (Person){ 0 };
      person->address = address;
      person->organization = g_strndup ((const char *) domain.at, domain.length);
      person->shown = g_strdup (spec);
      sight_take (&person->sight, session, SIDE_CLIENT, transaction_place (transaction, field->offset),
                  octets_trim_line (field->raw));
    }
  if (person->address == address)
    {
      person->mails++;
      person->proven = person->proven || proven;
    }
  else if ((person->mails > 1 || person->proven) && !same_organization (domain, octets_of_string (person->organization))
           && writes_to (transaction, person->organization))
    tell_person (check, session, transaction, field, spec, person);
}

/* --- the mails of a session -------------------------------------------------------------------- */

/* Nearly all fields have no name that could hold anything. */
static bool
may_tell (Octets value)
{
  return octets_find (value, '<') != SIZE_MAX;
}

static void
judge (const Check *check, SmtpSession *session, History *history, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  for (size_t i = 0; i < message->field_count; i++)
    {
      const HeaderField *field = &message->fields[i];
      if (field->cut || !header_field_is (field, "From") || !may_tell (field->value))
        continue;
      MailboxReading *reading = mailbox_reading_new (field->value);
      bool told = false;
      for (guint k = 0; k < MIN (reading->specs->len, MAILBOXES_MAX) && !told; k++)
        {
          const char *name = g_ptr_array_index (reading->names, k);
          const char *spec = g_ptr_array_index (reading->specs, k);
          if (*name == '\0')
            continue;
          told = judge_name (check, session, transaction, field, reading->specs, name, spec);
          if (!told && reading->specs->len == 1 && message->from_fields == 1)
            compare_person (check, session, history, transaction, field, name, spec);
        }
      mailbox_reading_free (reading);
      break;
    }
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done)
        judge (check, session, history, transaction);
    }
}

const Check check_display_name_spoof = {
  .id = "display-name-spoof",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("The name pretends another sender"),
  .explanation
  = N_ ("Beside the address of the From field stands a name, and many mail programs show nothing else. "
        "Anyone may write anything there, and no check of SPF, DKIM or DMARC looks at it. This name shows an "
        "address or a domain that is not the sender's, or is that of a person known by another address."),
  .protection
  = N_ ("Mail programs that always show the address; filters that mark outside mail under the names of one's "
        "own people."),
  .reference = "RFC 5322 §3.4, RFC 7489 §2.4",
  .compare = compare,
};
