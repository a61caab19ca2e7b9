/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding as text: what was found, the evidence, why it matters, what would have
 * protected. */
#include "config.h"

#include "finding-words.h"

#include "search.h"

#include "../dissect/translate.h"

#include <inttypes.h>

char *
finding_evidence_text (Wording wording, const SmtpSession *session, const Evidence *evidence)
{
  if (wording.redact && !evidence_has_known_form (evidence))
    return g_strdup ("…");
  if (evidence->local.length > 0)
    return wording_spoken (wording, session, evidence->side, evidence->local, OCTETS_NONE);
  return wording_spoken (wording, session, evidence->side, evidence->text, evidence->secret);
}

static void
add_evidence (TextPane *pane, Wording wording, const SmtpSession *session, const Finding *finding)
{
  if (finding->evidence_count > 0)
    text_pane_add (pane, STYLE_HEADING, 0, _ ("\nEvidence"));
  for (size_t i = 0; i < MIN (finding->evidence_count, FINDING_EVIDENCE_MAX); i++)
    {
      const Evidence *evidence = &finding->evidence[i];
      char *text = finding_evidence_text (wording, session, evidence);
      char *delay = wording_delay (evidence->origin.time, session_start (session));
      char *where
          = evidence->session == 0 ? g_strdup (delay) : g_strdup_printf (_ ("of session %" PRIu64), evidence->session);
      text_pane_addf (pane, STYLE_TEXT, 4, _ ("  packet %" PRIu64 "  %s  %s %s"), evidence->origin.packet, where,
                      evidence->side == SIDE_CLIENT ? "C:" : "S:", text);
      g_free (where);
      g_free (text);
      g_free (delay);
    }
}

static void
add_section (TextPane *pane, const char *heading, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  if (heading != NULL)
    text_pane_addf (pane, STYLE_HEADING, 0, "\n%s", heading);
  text_pane_add (pane, STYLE_TEXT, 0, text);
}

/* A line each. */
static void
add_notes (TextPane *pane, Wording wording, const Finding *finding)
{
  for (Octets rest = finding->local_notes; rest.length > 0;)
    {
      size_t lf = octets_find (rest, '\n');
      char *line = wording_octets (wording, octets_slice (rest, 0, lf), OCTETS_NONE);
      text_pane_add (pane, STYLE_TEXT, 2, line);
      g_free (line);
      rest = lf == SIZE_MAX ? OCTETS_NONE : octets_from (rest, lf + 1);
    }
}

void
finding_tell (TextPane *pane, Wording wording, const Finding *finding, bool notes)
{
  char *detail = wording_octets (wording, finding->local_detail, OCTETS_NONE);
  add_section (pane, NULL, detail);
  if (notes)
    add_notes (pane, wording, finding);
  g_free (detail);
}

void
finding_describe (TextPane *pane, Wording wording, const SmtpSession *session, const Finding *finding)
{
  finding_tell (pane, wording, finding, true);
  add_evidence (pane, wording, session, finding);
  finding_explain (pane, finding->check);
}

void
finding_explain (TextPane *pane, const Check *check)
{
  add_section (pane, _ ("Why it matters"), _ (check->explanation));
  add_section (pane, _ ("What would have protected"), _ (check->protection));
  text_pane_addf (pane, STYLE_DIM, 0, "\n%s · %s", check->id, check->reference != NULL ? check->reference : "");
}

/* In English, and as it is shown. */
static bool
word_matches (const char *word, const char *needle)
{
  return word != NULL && (search_matches (word, needle) || search_matches (_ (word), needle));
}

bool
finding_matches (Wording wording, const Finding *finding, const char *needle)
{
  const Check *check = finding->check;
  char *detail = wording_octets (wording, finding->detail, OCTETS_NONE);
  char *local = wording_octets (wording, finding->local_detail, OCTETS_NONE);
  bool found = search_matches (detail, needle) || search_matches (local, needle) || word_matches (check->title, needle)
               || search_matches (check->id, needle) || word_matches (severity_name (finding->severity), needle)
               || word_matches (check->explanation, needle);
  g_free (local);
  g_free (detail);
  return found;
}

const Evidence *
finding_own_evidence (const Finding *finding)
{
  for (size_t i = 0; i < finding->evidence_count; i++)
    if (finding->evidence[i].session == 0)
      return &finding->evidence[i];
  return NULL;
}
