/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting in windows.
 *
 * Limits: ACTS_KEPT times and DIGESTS_KEPT digests of each; what is older gives way.
 *
 * Does not: know what an act is. */
#include "config.h"

#include "campaign.h"

#include "translate.h"

const CampaignThresholds campaign = {
  .window = 600 * CAMPAIGN_SECOND,
  .guesses = 5,
  .account_guesses = 10,
  .account_clients = 3,
  .spray_window = 3600 * CAMPAIGN_SECOND,
  .sprayed_users = 10,
  .harvested = 10,
  .verified = 3,
  .burst_window = 60 * CAMPAIGN_SECOND,
  .burst_messages = 60,
  .burst_recipients = 100,
  .burst_domains = 10,
  .burst_names = 3,
};

enum { TEN_TIMES = 10 };

static bool
is_dense (const Acts *acts, int64_t window, unsigned needed)
{
  for (unsigned i = 0; i + needed <= acts->kept; i++)
    if (acts->time[i + needed - 1] - acts->time[i] <= window)
      return true;
  return false;
}

ActPlace
acts_add (Acts *acts, int64_t time, int64_t window, unsigned needed)
{
  if (acts->kept > 0 && time - acts->time[acts->kept - 1] > window)
    return ACT_LATER;
  if (acts->kept > 0 && acts->time[0] - time > window)
    return ACT_OLD;
  acts->total++;
  bool full = acts->kept == ACTS_KEPT;
  if (full && time < acts->time[0])
    return ACT_ADDED;
  unsigned place = acts->kept;
  while (place > 0 && acts->time[place - 1] > time)
    place--;
  if (full)
    {
      place--;
      memmove (acts->time, acts->time + 1, place * sizeof acts->time[0]);
    }
  else
    memmove (acts->time + place + 1, acts->time + place, (acts->kept++ - place) * sizeof acts->time[0]);
  acts->time[place] = time;
  acts->dense = acts->dense || is_dense (acts, window, needed);
  return ACT_ADDED;
}

bool
digest_set_has (const DigestSet *set, uint64_t digest)
{
  for (unsigned i = 0; i < MIN (set->count, DIGESTS_KEPT); i++)
    if (set->digest[i] == digest)
      return true;
  return false;
}

bool
digest_set_add (DigestSet *set, uint64_t digest)
{
  if (digest_set_has (set, digest))
    return false;
  set->digest[set->count % DIGESTS_KEPT] = digest;
  if (++set->count == 2 * DIGESTS_KEPT * (UINT_MAX / (4 * DIGESTS_KEPT)))
    set->count -= DIGESTS_KEPT; /* never round to 0 */
  return true;
}

const char *
digest_set_words (SmtpSession *session, const DigestSet *set, Counted counted)
{
  static const struct {
    const char *one, *several, *more;
  } rows[] = {
    [COUNTED_CLIENTS] = { N_ ("%u client"), N_ ("%u clients"), N_ ("more than %u clients") },
    [COUNTED_DOMAINS] = { N_ ("%u domain"), N_ ("%u domains"), N_ ("more than %u domains") },
    [COUNTED_FORMS] = { N_ ("%u form"), N_ ("%u forms"), N_ ("more than %u forms") },
    [COUNTED_NAMES] = { N_ ("%u name"), N_ ("%u names"), N_ ("more than %u names") },
    [COUNTED_PASSWORDS] = { N_ ("%u password"), N_ ("%u passwords"), N_ ("more than %u passwords") },
    [COUNTED_SESSIONS] = { N_ ("%u session"), N_ ("%u sessions"), N_ ("more than %u sessions") },
    [COUNTED_USERS] = { N_ ("%u user"), N_ ("%u users"), N_ ("more than %u users") },
  };
  unsigned shown = MIN (set->count, DIGESTS_KEPT);
  const char *format = set->count > DIGESTS_KEPT ? rows[counted].more
                       : shown == 1              ? rows[counted].one
                                                 : rows[counted].several;
  return finding_phrase (session, format, shown);
}

bool
telling_due (Telling *telling, uint64_t acts, Severity severity)
{
  bool due = telling->told == 0 || acts / TEN_TIMES >= telling->told || severity > telling->worst;
  if (!due)
    return false;
  telling->told = MAX (acts, 1);
  telling->worst = MAX (telling->worst, severity);
  return true;
}
