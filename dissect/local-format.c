/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills arguments into a translated format without giving that to printf: a catalogue is
 * a file, and a wrong one must not be able to read memory or to end the program.
 *
 * The English format, a literal that the compiler has checked, says what the arguments are;
 * each becomes text once, and the translation says only where it stands.
 *
 * Limits: ARGUMENTS_MOST, a "%.*s" being two.
 *
 * Does not: know widths by "*", floating point or "%n". */
#include "config.h"

#include "local-format.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ARGUMENTS_MOST = 16, SPEC_OCTETS = 16 };

/* One conversion of a format, taken apart. */
typedef struct Conversion {
  char spec[SPEC_OCTETS]; /* as it stands, but without numbers of arguments: "%.*s" */
  unsigned value;         /* number of its argument, from 1; 0: the next */
  unsigned precision;     /* that of its "*"; 0: the next */
  bool star;
  char length; /* 'H' hh, 'h', 'l', 'L' ll, 'z'; 0: none */
  char type;   /* '%' for "%%" */
} Conversion;

typedef struct Arguments {
  unsigned count;
  struct {
    char spec[SPEC_OCTETS]; /* "": the precision of the next one */
    char *text;             /* in the user's words */
    bool used;
  } of[ARGUMENTS_MOST];
} Arguments;

/* --- a conversion ---------------------------------------------------------------------- */

/* "2$" at `*at`, which moves behind it; 0 where there is none. */
static unsigned
take_number (const char **at)
{
  unsigned number = 0;
  const char *end = *at;
  while (g_ascii_isdigit (*end) && number <= ARGUMENTS_MOST)
    number = number * 10 + (unsigned) (*end++ - '0');
  if (*end != '$' || number == 0 || number > ARGUMENTS_MOST)
    return 0;
  *at = end + 1;
  return number;
}

/* False where the room of a spec is full. */
static bool
keep (Conversion *conversion, char c)
{
  size_t length = strlen (conversion->spec);
  if (length + 1 >= SPEC_OCTETS)
    return false;
  conversion->spec[length] = c;
  conversion->spec[length + 1] = '\0';
  return true;
}

static bool
take_while (const char **at, const char *set, Conversion *conversion)
{
  while (**at != '\0' && strchr (set, **at) != NULL)
    if (!keep (conversion, *(*at)++))
      return false;
  return true;
}

static bool
take_precision (const char **at, Conversion *conversion)
{
  if (**at != '.')
    return true;
  if (!keep (conversion, *(*at)++))
    return false;
  if (**at != '*')
    return take_while (at, "0123456789", conversion);
  conversion->star = true;
  ++*at;
  conversion->precision = take_number (at);
  return keep (conversion, '*');
}

static bool
take_type (const char **at, Conversion *conversion)
{
  const char *start = *at;
  if (!take_while (at, "hlz", conversion))
    return false;
  size_t length = (size_t) (*at - start);
  if (length > 2 || (length == 2 && (start[0] != start[1] || start[0] == 'z')))
    return false;
  conversion->length = length == 0 ? '\0' : length == 1 ? start[0] : start[0] == 'h' ? 'H' : 'L';
  conversion->type = **at;
  if (conversion->type == '\0' || strchr ("diuxXcs", conversion->type) == NULL
      || (conversion->length != '\0' && strchr ("cs", conversion->type) != NULL)
      || (conversion->star && conversion->type != 's'))
    return false;
  return keep (conversion, *(*at)++);
}

/* Takes what stands at a '%'; false for what is no conversion that is known here. */
static bool
take_conversion (const char **at, Conversion *conversion)
{
  *conversion = (Conversion){ .spec = "%" };
  ++*at;
  if (**at == '%')
    {
      conversion->type = *(*at)++;
      return true;
    }
  conversion->value = take_number (at);
  return take_while (at, "-+ #0", conversion) && take_while (at, "0123456789", conversion)
         && take_precision (at, conversion) && take_type (at, conversion);
}

/* --- the arguments --------------------------------------------------------------------- */

static char *
unsigned_text (const Conversion *conversion, va_list arguments)
{
  switch (conversion->length)
    {
    case 'l':
      return g_strdup_printf (conversion->spec, va_arg (arguments, unsigned long));
    case 'L':
      return g_strdup_printf (conversion->spec, va_arg (arguments, unsigned long long));
    case 'z':
      return g_strdup_printf (conversion->spec, va_arg (arguments, size_t));
    default: /* what is shorter than int is passed as one */
      return g_strdup_printf (conversion->spec, va_arg (arguments, unsigned));
    }
}

static char *
signed_text (const Conversion *conversion, va_list arguments)
{
  switch (conversion->length)
    {
    case 'l':
      return g_strdup_printf (conversion->spec, va_arg (arguments, long));
    case 'L':
      return g_strdup_printf (conversion->spec, va_arg (arguments, long long));
    case 'z':
      return g_strdup_printf (conversion->spec, va_arg (arguments, gssize));
    default:
      return g_strdup_printf (conversion->spec, va_arg (arguments, int));
    }
}

static char *
string_text (const Conversion *conversion, LocalWord word, const void *words, va_list arguments)
{
  if (conversion->star)
    {
      int precision = va_arg (arguments, int);
      return g_strdup_printf (conversion->spec, precision, va_arg (arguments, const char *));
    }
  const char *argument = va_arg (arguments, const char *);
  bool plain = strcmp (conversion->spec, "%s") == 0;
  const char *local = word != NULL && plain ? word (argument, words) : NULL;
  return local != NULL ? g_strdup (local) : g_strdup_printf (conversion->spec, argument);
}

static char *
argument_text (const Conversion *conversion, LocalWord word, const void *words, va_list arguments)
{
  switch (conversion->type)
    {
    case 's':
      return string_text (conversion, word, words, arguments);
    case 'u':
    case 'x':
    case 'X':
      return unsigned_text (conversion, arguments);
    default:
      return signed_text (conversion, arguments);
    }
}

/* A va_list in a struct can be handed on by its address, whatever kind of type it is. */
typedef struct Given {
  va_list list;
} Given;

/* Every argument as text, in the order of the English format; false where that asks for too much. */
static bool
read_arguments (Arguments *read, const char *format, LocalWord word, const void *words, Given *given)
{
  for (const char *at = strchr (format, '%'); at != NULL; at = strchr (at, '%'))
    {
      Conversion conversion;
      if (!take_conversion (&at, &conversion) || conversion.value != 0 || conversion.precision != 0)
        return false;
      if (conversion.type == '%')
        continue;
      if (read->count + 1u + conversion.star > ARGUMENTS_MOST)
        return false;
      read->count += conversion.star;
      memcpy (read->of[read->count].spec, conversion.spec, SPEC_OCTETS);
      read->of[read->count++].text = argument_text (&conversion, word, words, given->list);
    }
  return true;
}

static void
clear_arguments (Arguments *arguments)
{
  for (unsigned i = 0; i < arguments->count; i++)
    g_free (arguments->of[i].text);
}

/* --- the translation -------------------------------------------------------------------- */

/* The argument of a conversion; `*next` is that of one without a number.  NULL: there is
 * none such. */
static const char *
pick (Arguments *arguments, const Conversion *conversion, unsigned *next)
{
  unsigned value = conversion->value;
  if (value == 0)
    {
      *next += conversion->star;
      value = (*next)++;
    }
  bool star_fits = !conversion->star || (conversion->value == 0 && conversion->precision == 0)
                   || conversion->precision + 1 == value;
  if (value > arguments->count || !star_fits || strcmp (arguments->of[value - 1].spec, conversion->spec) != 0)
    return NULL;
  arguments->of[value - 1].used = true;
  return arguments->of[value - 1].text;
}

static bool
all_are_used (const Arguments *arguments)
{
  for (unsigned i = 0; i < arguments->count; i++)
    if (arguments->of[i].text != NULL && !arguments->of[i].used)
      return false;
  return true;
}

static bool
fill (GString *text, const char *translated, Arguments *arguments)
{
  unsigned next = 1, numbered = 0, unnumbered = 0;
  const char *at = translated;
  while (*at != '\0')
    {
      size_t plain = strcspn (at, "%");
      g_string_append_len (text, at, (gssize) plain);
      at += plain;
      if (*at == '\0')
        break;
      Conversion conversion;
      if (!take_conversion (&at, &conversion))
        return false;
      if (conversion.type == '%')
        {
          g_string_append_c (text, '%');
          continue;
        }
      numbered += conversion.value != 0;
      unnumbered += conversion.value == 0;
      const char *argument = pick (arguments, &conversion, &next);
      if (argument == NULL)
        return false;
      g_string_append (text, argument);
    }
  return (numbered == 0 || unnumbered == 0) && all_are_used (arguments);
}

char *
local_format (const char *format, const char *translated, LocalWord word, const void *words, va_list arguments)
{
  Arguments read = { .count = 0 };
  Given given;
  va_copy (given.list, arguments);
  GString *text = g_string_new (NULL);
  bool filled = read_arguments (&read, format, word, words, &given) && fill (text, translated, &read);
  va_end (given.list);
  clear_arguments (&read);
  return g_string_free (text, !filled);
}
