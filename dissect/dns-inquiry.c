/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the store, follows CNAME, and notes what was asked.
 *
 * Limits: LINKS of a chain; NOTES questions of one judgment, behind which nothing is known
 * and nothing noted. */
#include "config.h"

#include "dns-facts.h"

#include "settled-array.h"

enum { LINKS = 8, NOTES = 2000 };

struct DnsInquiry {
  DnsFacts *facts;
  int64_t time;
  GPtrArray *answers; /* all that were given, each question once; NULL: none yet */
  GPtrArray *used;    /* of them, and links; NULL: none yet */
  GPtrArray *missing;
};

static void
missing_free (gpointer row)
{
  DnsMissing *missing = row;
  g_free (missing->name);
  g_free (missing);
}

static void
answer_free (gpointer answer)
{
  dns_answer_unref (answer);
}

DnsInquiry *
dns_inquiry_new (DnsFacts *facts, int64_t time)
{
  DnsInquiry *inquiry = g_new0 (DnsInquiry, 1);
  inquiry->facts = facts;
  inquiry->time = time;
  return inquiry;
}

void
dns_inquiry_free (DnsInquiry *inquiry)
{
  if (inquiry == NULL)
    return;
  g_clear_pointer (&inquiry->answers, g_ptr_array_unref);
  g_clear_pointer (&inquiry->used, g_ptr_array_unref);
  g_clear_pointer (&inquiry->missing, g_ptr_array_unref);
  g_free (inquiry);
}

DnsInquiry *
dns_inquiry_settle (DnsInquiry *inquiry, Arena *arena, bool *plain)
{
  *plain = true;
  if (inquiry == NULL)
    return NULL;
  *plain = inquiry->used == NULL || inquiry->used->len == 0;
  g_clear_pointer (&inquiry->answers, g_ptr_array_unref);
  for (guint i = 0; inquiry->missing != NULL && i < inquiry->missing->len; i++)
    {
      DnsMissing *missing = g_ptr_array_index (inquiry->missing, i);
      arena_settle_string (arena, &missing->name);
      inquiry->missing->pdata[i] = arena_settle (arena, missing, sizeof *missing);
      g_free (missing);
    }
  inquiry->missing = settle_pointers (arena, inquiry->missing);
  inquiry->used = settle_pointers (arena, inquiry->used);
  inquiry->facts = NULL;
  DnsInquiry *settled = arena_settle (arena, inquiry, sizeof *inquiry);
  g_free (inquiry);
  return settled;
}

void
dns_inquiry_leave (DnsInquiry *inquiry)
{
  for (guint i = 0; inquiry != NULL && inquiry->used != NULL && i < inquiry->used->len; i++)
    dns_answer_unref (g_ptr_array_index (inquiry->used, i));
}

static bool
is_question (const DnsAnswer *answer, const char *name, DnsType type)
{
  return answer->type == type && strcmp (answer->name, name) == 0;
}

static const DnsAnswer *
find_given (const DnsInquiry *inquiry, const char *name, DnsType type)
{
  for (guint i = 0; inquiry->answers != NULL && i < inquiry->answers->len; i++)
    {
      const DnsAnswer *answer = g_ptr_array_index (inquiry->answers, i);
      if (is_question (answer, name, type))
        return answer;
    }
  return NULL;
}

static void
note_used (DnsInquiry *inquiry, const DnsAnswer *answer)
{
  if (inquiry->used == NULL)
    inquiry->used = g_ptr_array_new_with_free_func (answer_free);
  for (guint i = 0; i < inquiry->used->len; i++)
    {
      const DnsAnswer *used = g_ptr_array_index (inquiry->used, i);
      if (used == answer || is_question (used, answer->name, answer->type))
        return;
    }
  if (inquiry->used->len < NOTES)
    g_ptr_array_add (inquiry->used, dns_answer_ref (answer));
}

static void
note_missing (DnsInquiry *inquiry, const char *name, DnsType type)
{
  if (inquiry->missing == NULL)
    inquiry->missing = g_ptr_array_new_with_free_func (missing_free);
  for (guint i = 0; i < inquiry->missing->len; i++)
    {
      const DnsMissing *missing = g_ptr_array_index (inquiry->missing, i);
      if (missing->type == type && strcmp (missing->name, name) == 0)
        return;
    }
  DnsMissing *missing = g_new (DnsMissing, 1);
  missing->name = g_strdup (name);
  missing->type = type;
  g_ptr_array_add (inquiry->missing, missing);
}

/* The next name of the chain: that of a link which stands alone, or NULL. */
static const char *
link_target (const DnsAnswer *answer, DnsType type)
{
  if (answer == NULL || answer->type != DNS_CNAME || type == DNS_CNAME || answer->status != DNS_FOUND
      || answer->count == 0)
    return NULL;
  return (const char *) answer->records[0].data.at;
}

/* Follows the chain; what comes out is `result` but for its name.  A new reference of the
 * answer at the end of it, which owns what `result` points to, or NULL. */
static DnsAnswer *
follow (DnsInquiry *inquiry, const char *name, DnsType type, DnsAnswer *result, GPtrArray *chain)
{
  const char *at = name;
  *result = (DnsAnswer){ .type = type, .from = INT64_MIN, .until = INT64_MAX };
  for (unsigned links = 0;; links++)
    {
      DnsAnswer *answer = dns_facts_find (inquiry->facts, at, type, inquiry->time);
      const char *target = link_target (answer, type);
      int64_t from = result->from, until = result->until;
      if (answer != NULL)
        {
          *result = *answer;
          result->from = MAX (from, answer->from);
          result->until = MIN (until, answer->until);
        }
      if (target != NULL && links < LINKS)
        {
          note_used (inquiry, answer);
          g_ptr_array_add (chain, answer);
          at = target;
          continue;
        }
      result->type = type;
      if (answer == NULL || target != NULL)
        {
          *result = (DnsAnswer){ .type = type, .status = target != NULL ? DNS_FAILED : DNS_UNKNOWN, .canonical = at };
          if (target != NULL)
            {
              result->source = answer->source;
              result->origin = answer->origin;
              result->line = answer->line;
            }
        }
      return answer;
    }
}

static const DnsAnswer *
give (DnsInquiry *inquiry, DnsAnswer *answer)
{
  if (inquiry->answers == NULL)
    inquiry->answers = g_ptr_array_new_with_free_func (answer_free);
  g_ptr_array_add (inquiry->answers, answer);
  return answer;
}

static const DnsAnswer *
give_bare (DnsInquiry *inquiry, const char *name, DnsType type, DnsStatus status)
{
  DnsAnswer bare = { .name = name, .type = type, .status = status, .from = INT64_MIN, .until = INT64_MAX };
  return give (inquiry, dns_answer_new (&bare));
}

static const DnsAnswer *
inquire (DnsInquiry *inquiry, const char *name, DnsType type)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (answer_free);
  DnsAnswer result;
  DnsAnswer *end = follow (inquiry, name, type, &result, chain);
  DnsAnswer *answer;
  if (chain->len == 0 && end != NULL && result.status == end->status)
    answer = dns_answer_ref (end);
  else
    {
      result.name = name;
      answer = dns_answer_new (&result);
    }
  if (answer == NULL) /* a link to what can be no name */
    {
      dns_answer_unref (end);
      return give_bare (inquiry, name, type, DNS_FAILED);
    }
  if (answer->status == DNS_UNKNOWN)
    note_missing (inquiry, answer->canonical, type);
  else
    note_used (inquiry, answer);
  dns_answer_unref (end);
  return give (inquiry, answer);
}

const DnsAnswer *
dns_ask (DnsInquiry *inquiry, const char *name, DnsType type)
{
  char text[DNS_NAME_TEXT];
  bool possible = dns_name_spell (name, text) && text[0] != '\0';
  if (!possible)
    text[0] = '\0';
  const DnsAnswer *given = find_given (inquiry, text, type);
  if (given != NULL)
    return given;
  if (!possible)
    return give_bare (inquiry, "", type, DNS_NO_NAME);
  if (inquiry->answers != NULL && inquiry->answers->len >= NOTES)
    return give_bare (inquiry, text, type, DNS_UNKNOWN);
  if (!dns_facts_empty (inquiry->facts))
    return inquire (inquiry, text, type);
  note_missing (inquiry, text, type);
  return give_bare (inquiry, text, type, DNS_UNKNOWN);
}

static const GPtrArray *
or_none (const GPtrArray *array)
{
  static const GPtrArray none = { 0 };
  return array != NULL ? array : &none;
}

const GPtrArray *
dns_inquiry_used (const DnsInquiry *inquiry)
{
  return or_none (inquiry->used);
}

const GPtrArray *
dns_inquiry_missing (const DnsInquiry *inquiry)
{
  return or_none (inquiry->missing);
}
