/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the traces.  Lines: "K" and one of a key log; "C" or "S" and a record in
 * hexadecimal; "c" or "s" and what that side said, CR and LF as \r and \n. */
#include "config.h"

#include "tls-trace.h"

static void
record_free (gpointer pointer)
{
  TracedRecord *record = pointer;
  g_byte_array_unref (record->octets);
  g_free (record);
}

static void
trace_free (gpointer pointer)
{
  TlsTrace *trace = pointer;
  g_free (trace->name);
  g_ptr_array_unref (trace->records);
  g_string_free (trace->key_log, TRUE);
  g_string_free (trace->said[SIDE_CLIENT], TRUE);
  g_string_free (trace->said[SIDE_SERVER], TRUE);
  g_free (trace);
}

static void
add_record (TlsTrace *trace, Side side, const char *hex)
{
  TracedRecord *record = g_new0 (TracedRecord, 1);
  record->side = side;
  record->octets = g_byte_array_new ();
  for (; g_ascii_isxdigit (hex[0]) && g_ascii_isxdigit (hex[1]); hex += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (record->octets, &octet, 1);
    }
  g_assert_true (*hex == '\0' && record->octets->len > 5);
  g_ptr_array_add (trace->records, record);
}

static void
take_line (TlsTrace *trace, const char *line)
{
  const char *rest = line[0] != '\0' ? line + 2 : line;
  switch (line[0])
    {
    case 'K':
      g_string_append_printf (trace->key_log, "%s\n", rest);
      break;
    case 'C':
    case 'S':
      add_record (trace, line[0] == 'C' ? SIDE_CLIENT : SIDE_SERVER, rest);
      break;
    case 'c':
      case 's': {
        char *said = g_strcompress (rest);
        g_string_append (trace->said[line[0] == 'c' ? SIDE_CLIENT : SIDE_SERVER], said);
        g_free (said);
        break;
      }
    case '#':
    case '\0':
      break;
    default:
      g_error ("%s: line '%s'", trace->name, line);
    }
}

static TlsTrace *
trace_read (const char *folder, const char *name)
{
  TlsTrace *trace = g_new0 (TlsTrace, 1);
  trace->name = g_strndup (name, strlen (name) - strlen (".trace"));
  trace->records = g_ptr_array_new_with_free_func (record_free);
  trace->key_log = g_string_new (NULL);
  trace->said[SIDE_CLIENT] = g_string_new (NULL);
  trace->said[SIDE_SERVER] = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gboolean read = g_file_get_contents (path, &text, NULL, NULL);
  g_assert_true (read);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    take_line (trace, *line);
  return trace;
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const TlsTrace *const *) a)->name, (*(const TlsTrace *const *) b)->name);
}

GPtrArray *
tls_traces_new (void)
{
  const char *top = g_getenv ("srcdir");
  g_autofree char *folder = g_build_filename (top != NULL ? top : ".", "tests", "unit", "dissect", "tls-traces", NULL);
  GPtrArray *traces = g_ptr_array_new_with_free_func (trace_free);
  GDir *files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  for (const char *name; (name = g_dir_read_name (files)) != NULL;)
    if (g_str_has_suffix (name, ".trace"))
      g_ptr_array_add (traces, trace_read (folder, name));
  g_dir_close (files);
  g_ptr_array_sort (traces, by_name);
  return traces;
}

const TlsTrace *
tls_trace_find (const GPtrArray *traces, const char *name)
{
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      if (strcmp (trace->name, name) == 0)
        return trace;
    }
  return NULL;
}
