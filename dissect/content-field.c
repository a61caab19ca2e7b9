/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-Type and Content-Disposition with their parameters.
 *
 * Hides the three ways in which mail writes a name that is not ASCII: extended
 * and continued parameters (RFC 2231), encoded words where none may stand, and
 * raw octets.  Continuations are joined before the charset is undone, so that a
 * character may be cut between them.  Comments are passed over.
 *
 * Of several parameters of one name the first counts.  At most PARAMETERS_MOST
 * are read, which bounds the work that continuations cost. */
#include "config.h"

#include "content-field.h"

#include "charset.h"
#include "header-text.h"

#define PARAMETERS_MOST 128u

typedef struct Parameter {
  char *name;       /* lower case, without its section */
  int section;      /* -1: not continued */
  bool extended;    /* "*" at its end: percent-encoded */
  GByteArray *text; /* as written, quotes undone */
  char *decoded;
} Parameter;

struct ContentField {
  char *value;
  GArray *parameters; /* of Parameter */
};

static void
parameter_clear (gpointer element)
{
  Parameter *parameter = element;
  g_free (parameter->name);
  g_free (parameter->decoded);
  if (parameter->text != NULL)
    g_byte_array_unref (parameter->text);
}

static const char *
skip_comments (const char *at)
{
  unsigned depth = 0;

  for (; *at != '\0'; at++)
    {
      if (*at == '(')
        depth++;
      else if (*at == ')' && depth > 0)
        depth--;
      else if (*at == '\\' && depth > 0 && at[1] != '\0')
        at++;
      else if (depth == 0 && *at != ' ' && *at != '\t')
        break;
    }
  return at;
}

static bool
in_token (char c)
{
  return c != '\0' && strchr (" \t()<>@,;:\\\"/[]?=", c) == NULL;
}

/* "name", "name*", "name*0", "name*0*". */
static void
set_name (Parameter *parameter, const char *name, size_t length)
{
  if (length > 0 && name[length - 1] == '*')
    {
      parameter->extended = true;
      length--;
    }
  size_t digits = 0;
  while (digits < length && digits < 4 && g_ascii_isdigit (name[length - 1 - digits]))
    digits++;
  if (digits > 0 && digits < length && name[length - 1 - digits] == '*')
    {
      parameter->section = (int) g_ascii_strtoull (name + length - digits, NULL, 10);
      length -= digits + 1;
    }
  parameter->name = g_ascii_strdown (name, (gssize) length);
}

static const char *
read_quoted (const char *at, GByteArray *text)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    {
      /* A backslash quotes by the rules; before other letters it is from a path
       * that a program put there unquoted. */
      if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
        at++;
      g_byte_array_append (text, (const guint8 *) at, 1);
    }
  return *at == '"' ? at + 1 : at;
}

/* Without quotes a file name may hold spaces and brackets that it should not;
 * behind any other value they begin a comment. */
static const char *
read_plain (const char *at, bool file_name, GByteArray *text)
{
  size_t length = strcspn (at, file_name ? ";" : "; \t(");

  g_byte_array_append (text, (const guint8 *) at, (guint) length);
  while (text->len > 0 && (text->data[text->len - 1] == ' ' || text->data[text->len - 1] == '\t'))
    g_byte_array_set_size (text, text->len - 1);
  return at + length;
}

/* One parameter; returns where the next may begin. */
static const char *
read_parameter (ContentField *field, const char *at)
{
  const char *name = at;

  while (in_token (*at))
    at++;
  size_t length = (size_t) (at - name);
  at = skip_comments (at);
  if (length == 0 || *at != '=')
    return at + strcspn (at, ";");
  Parameter parameter = { .section = -1, .text = g_byte_array_new () };
  set_name (&parameter, name, length);
  at = skip_comments (at + 1);
  bool file_name = g_str_has_suffix (parameter.name, "name");
  at = *at == '"' ? read_quoted (at, parameter.text) : read_plain (at, file_name, parameter.text);
  g_array_append_val (field->parameters, parameter);
  return at + strcspn (at, ";");
}

static void
append_percent (GByteArray *to, const GByteArray *text, guint from)
{
  for (guint i = from; i < text->len; i++)
    {
      uint8_t octet = text->data[i];
      if (octet == '%' && text->len - i > 2 && g_ascii_isxdigit (text->data[i + 1])
          && g_ascii_isxdigit (text->data[i + 2]))
        {
          octet = (uint8_t) (g_ascii_xdigit_value ((char) text->data[i + 1]) << 4
                             | g_ascii_xdigit_value ((char) text->data[i + 2]));
          i += 2;
        }
      g_byte_array_append (to, &octet, 1);
    }
}

/* charset'language' in front of an extended value: its length, or 0. */
static guint
charset_prefix (const GByteArray *text, char **charset)
{
  const uint8_t *first = text->len > 0 ? memchr (text->data, '\'', text->len) : NULL;
  if (first == NULL)
    return 0;
  guint length = (guint) (first - text->data);
  const uint8_t *second = memchr (first + 1, '\'', text->len - length - 1);
  if (second == NULL)
    return 0;
  g_free (*charset);
  *charset = g_strndup ((const char *) text->data, length);
  return (guint) (second + 1 - text->data);
}

static void
join_section (GByteArray *joined, const Parameter *parameter, char **charset)
{
  if (!parameter->extended)
    {
      g_byte_array_append (joined, parameter->text->data, parameter->text->len);
      return;
    }
  guint prefix = parameter->section <= 0 ? charset_prefix (parameter->text, charset) : 0;
  append_percent (joined, parameter->text, prefix);
}

static const Parameter *
find (const ContentField *field, const char *name, int section, bool extended)
{
  for (guint i = 0; i < field->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (field->parameters, Parameter, i);
      if (parameter->section == section && (!extended || parameter->extended) && strcmp (parameter->name, name) == 0)
        return parameter;
    }
  return NULL;
}

/* The RFC 2231 form of a parameter, else its plain form. */
static char *
decode (const ContentField *field, const char *name)
{
  const Parameter *first = find (field, name, -1, true);
  if (first == NULL)
    first = find (field, name, 0, false);
  if (first == NULL)
    {
      const Parameter *plain = find (field, name, -1, false);
      if (plain == NULL)
        return NULL; /* a continuation without its beginning */
      GString *text = header_text_decode ((const char *) plain->text->data, plain->text->len);
      return g_string_free (text, FALSE);
    }
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_autofree char *charset = NULL;
  join_section (joined, first, &charset);
  for (int section = 1; first->section == 0; section++)
    {
      const Parameter *next = find (field, name, section, false);
      if (next == NULL)
        break;
      join_section (joined, next, &charset);
    }
  GString *text = g_string_new (NULL);
  charset_append (text, octets_of (joined->data, joined->len), charset);
  if (charset == NULL && strstr (text->str, "=?") != NULL)
    {
      GString *plain = header_text_decode (text->str, text->len);
      g_string_free (text, TRUE);
      text = plain;
    }
  return g_string_free (text, FALSE);
}

static char *
value_of (const char *at, const char **behind)
{
  GString *value = g_string_new (NULL);

  while (*at != '\0' && *at != ';')
    {
      const char *next = skip_comments (at);
      if (next == at)
        g_string_append_c (value, g_ascii_tolower (*next++));
      at = next;
    }
  *behind = at;
  return g_string_free (value, FALSE);
}

ContentField *
content_field_new (Octets value)
{
  ContentField *field = g_new0 (ContentField, 1);
  g_autoptr (GString) text = header_text_unfold (value);
  const char *at;

  field->parameters = g_array_new (FALSE, FALSE, sizeof (Parameter));
  g_array_set_clear_func (field->parameters, parameter_clear);
  field->value = value_of (text->str, &at);
  while (*at == ';' && field->parameters->len < PARAMETERS_MOST)
    at = read_parameter (field, skip_comments (at + 1));
  return field;
}

void
content_field_free (ContentField *field)
{
  if (field == NULL)
    return;
  g_array_unref (field->parameters);
  g_free (field->value);
  g_free (field);
}

const char *
content_field_value (const ContentField *field)
{
  return field->value;
}

const char *
content_field_parameter (const ContentField *field, const char *name)
{
  for (guint i = 0; i < field->parameters->len; i++)
    {
      Parameter *parameter = &g_array_index (field->parameters, Parameter, i);
      if (strcmp (parameter->name, name) != 0)
        continue;
      if (parameter->decoded == NULL)
        parameter->decoded = decode (field, name);
      return parameter->decoded;
    }
  return NULL;
}

bool
content_field_contradicts (const ContentField *field, const char *name)
{
  const Parameter *first = NULL;

  for (guint i = 0; i < field->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (field->parameters, Parameter, i);
      if (parameter->section >= 0 || parameter->extended || strcmp (parameter->name, name) != 0)
        continue;
      if (first == NULL)
        first = parameter;
      else if (!octets_equal (octets_of (first->text->data, first->text->len),
                              octets_of (parameter->text->data, parameter->text->len)))
        return true;
    }
  return false;
}
