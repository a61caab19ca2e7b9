/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deceptions.h for what a script is.  A mistake in one ends the test. */
#include "config.h"

#include "deception-script.h"

#include <stdlib.h>
#include <string.h>

static void
pass_blanks (const char **at)
{
  *at += strspn (*at, " ");
}

static bool
pass (const char **at, const char *word)
{
  size_t length = strlen (word);
  if (strncmp (*at, word, length) != 0)
    return false;
  *at += length;
  return true;
}

static int64_t
number (const char **at)
{
  char *end;
  int64_t value = strtoll (*at, &end, 10);
  if (end == *at)
    g_error ("a number is missing: %s", *at);
  *at = end;
  return value;
}

static uint8_t
escape (const char **at)
{
  char letter = *(*at)++;
  switch (letter)
    {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case '0':
      return '\0';
    case 'x':
      *at += 2;
      return (uint8_t) (g_ascii_xdigit_value ((*at)[-2]) << 4 | g_ascii_xdigit_value ((*at)[-1]));
    default:
      return (uint8_t) letter;
    }
}

static GByteArray *
quoted (const char **at)
{
  if (!pass (at, "'"))
    g_error ("octets are missing: %s", *at);
  GByteArray *octets = g_byte_array_new ();
  while (**at != '\'')
    {
      uint8_t octet = (uint8_t) * (*at)++;
      g_assert (octet != '\0');
      if (octet == '\\')
        octet = escape (at);
      if (octet == '~')
        g_byte_array_append (octets, (const uint8_t *) "\r", 1);
      octet = octet == '~' ? '\n' : octet;
      g_byte_array_append (octets, &octet, 1);
    }
  ++*at;
  if (pass (at, "*"))
    {
      guint length = octets->len;
      for (int64_t times = number (at); times > 1; times--)
        for (guint i = 0; i < length; i++)
          {
            uint8_t octet = octets->data[i];
            g_byte_array_append (octets, &octet, 1);
          }
    }
  return octets;
}

static void
take_flags (DeceptionStep *step, const char **at)
{
  static const char letters[] = "FSRPAU"; /* in the order of their bits */
  const char *letter;
  step->flags = 0;
  for (; g_ascii_isupper (**at) && (letter = strchr (letters, **at)) != NULL; ++*at)
    step->flags |= 1 << (letter - letters);
  if (pass (at, "-"))
    step->flags = 0;
}

static void
take_pieces (DeceptionStep *step, const char **at)
{
  do
    {
      g_assert_cmpuint (step->pieces, <, MADE_PIECES_MAX);
      MadePiece *piece = &step->piece[step->pieces++];
      piece->from = (unsigned) number (at);
      if (!pass (at, "-"))
        g_error ("no piece: %s", *at);
      piece->end = (unsigned) number (at);
      piece->other = pass (at, "*");
      piece->dies = pass (at, "!");
    }
  while (pass (at, ","));
}

static void
take_option (DeceptionStep *step, const char **at)
{
  if (pass (at, "flags="))
    take_flags (step, at);
  else if (pass (at, "ttl="))
    step->ttl = (int) number (at);
  else if (pass (at, "window="))
    step->window = (int) number (at);
  else if (pass (at, "pause="))
    step->pause = (unsigned) number (at);
  else if (pass (at, "skip="))
    step->skip = (unsigned) number (at);
  else if (pass (at, "sum=bad"))
    step->sum_bad = true;
  else if (pass (at, "sum="))
    step->summed = quoted (at);
  else if (pass (at, "ipsum=bad"))
    step->ip_sum_bad = true;
  else if (pass (at, "ack="))
    step->acknowledges = number (at);
  else if (pass (at, "urgent="))
    step->urgent = (int) number (at);
  else if (pass (at, "time=none"))
    step->no_time = true;
  else if (pass (at, "time="))
    step->time = number (at);
  else if (pass (at, "md5"))
    step->md5 = true;
  else if (pass (at, "other="))
    step->other = quoted (at);
  else if (pass (at, "cut="))
    take_pieces (step, at);
  else
    g_error ("no such word: %s", *at);
}

static void
take_kind (DeceptionStep *step, const char **at)
{
  if (pass (at, ". "))
    step->kind = STEP_HONEST;
  else if (pass (at, "reads "))
    step->kind = STEP_READS;
  else if (pass (at, "holds"))
    step->kind = STEP_HOLDS;
  else if (pass (at, "dies"))
    step->kind = STEP_DIES;
  else if (pass (at, "pause "))
    {
      step->kind = STEP_PAUSE;
      step->pause = (unsigned) number (at);
    }
  else if (pass (at, "takes "))
    {
      step->kind = STEP_TAKES;
      step->place = number (at);
    }
  else if (pass (at, "= "))
    {
      step->kind = STEP_ACKNOWLEDGED;
      step->place = number (at);
    }
  else
    {
      step->kind = STEP_SEGMENT;
      step->place = number (at);
    }
}

bool
deception_step_next (const char **script, DeceptionStep *step)
{
  *step = (DeceptionStep){ .flags = -1, .window = -1, .urgent = -1 };
  *script += strspn (*script, " ;");
  if (**script == '\0')
    return false;
  take_kind (step, script);
  pass_blanks (script);
  if (**script == '\'')
    {
      step->octets = quoted (script);
      for (pass_blanks (script); **script == '\''; pass_blanks (script))
        {
          GByteArray *more = quoted (script);
          g_byte_array_append (step->octets, more->data, more->len);
          g_byte_array_unref (more);
        }
    }
  for (pass_blanks (script); **script != ';' && **script != '\0'; pass_blanks (script))
    take_option (step, script);
  return true;
}

static void
octets_free (GByteArray *octets)
{
  if (octets != NULL)
    g_byte_array_unref (octets);
}

void
deception_step_clear (DeceptionStep *step)
{
  octets_free (step->octets);
  octets_free (step->other);
  octets_free (step->summed);
}
