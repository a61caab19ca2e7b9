/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a capture file says of a session, in text and JSON: as the word of the file, with
 * nothing a terminal obeys, and no remark where redact is wished for. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/printable.h"
#include "dissect/session-notes.h"
#include "tests/support/print-session.h"

static const char script[]
    = "S 220 mx.example.org ESMTP\nC HELO c.example.com\nS 250 mx.example.org\nC QUIT\nS 221 bye\n";

/* A session with notes, as told by `format`. */
static char *
told (const char *format, SinkOptions options)
{
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script);
  SmtpSession *session = conversation.session;
  session->notes = session_notes_new ();
  const Origin origin = { .packet = 4 };
  session_notes_comment (session->notes, &origin, g_strdup ("look\nhere \x1b[2J\xe2\x80\xae\xff"));
  session_notes_comment (session->notes, &origin, g_strdup ("again"));
  unsigned client = session->client_side;
  g_ptr_array_add (session->notes->names[client], g_strdup ("laptop.example"));
  g_ptr_array_add (session->notes->names[client], g_strdup ("x\x1b]0;\x07"));
  g_ptr_array_add (session->notes->names[!client], g_strdup ("mail.example"));
  session->notes->interface = g_strdup ("eth0\x1b");
  char *text = print_session (format, session, options, 1);
  conversation_clear (&conversation);
  return text;
}

static void
has (const char *text, const char *expected)
{
  if (strstr (text, expected) == NULL)
    fail_msg ("wanted %s\ngot %s", expected, text);
}

static void
in_json (void **state)
{
  (void) state;
  char *text = told ("json", (SinkOptions){ 0 });
  has (text, "\"interface\":\"eth0\\u001b\"");
  has (text, "\"names\":[\"laptop.example\",\"x\\u001b]0;\\u0007\"]}");
  has (text, "\"names\":[\"mail.example\"]}");
  has (text, "\"comments\":[{\"packet\":4,\"text\":\"look\\nhere \\u001b[2J\\u202e\xef\xbf\xbd\",\"text_b64\":\"");
  has (text, "\"},{\"packet\":4,\"text\":\"again\"}]");
  free (text);
}

static void
in_text (void **state)
{
  (void) state;
  char *text = told ("text", (SinkOptions){ 0 });
  has (text, "  Client     named laptop.example, x\\x1b]0;\\x07 by the capture file (no proof)\n");
  has (text, "  Server     named mail.example by the capture file (no proof)\n");
  has (text, "  Captured   on the interface eth0\\x1b\n");
  has (text, "  Comments   on packet 4: look here \\x1b[2J\\u{202e}\\xff\n             on packet 4: again\n");
  free (text);
}

static void
shows_no_controls (void **state)
{
  (void) state;
  static const char *const formats[] = { "text", "json" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *text = told (formats[i], (SinkOptions){ 0 });
      assert_true (g_utf8_validate (text, -1, NULL));
      for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        if (*at != '\n' && printable_hides (g_utf8_get_char (at)))
          fail_msg ("%s: U+%04X at %u", formats[i], (unsigned) g_utf8_get_char (at), (unsigned) (at - text));
      free (text);
    }
}

static void
redacted (void **state)
{
  (void) state;
  static const char *const formats[] = { "text", "json" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *text = told (formats[i], (SinkOptions){ .redact = true });
      has (text, "mail.example");
      assert_null (strstr (text, "look"));
      assert_null (strstr (text, "again"));
      free (text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (in_json),
    cmocka_unit_test (in_text),
    cmocka_unit_test (shows_no_controls),
    cmocka_unit_test (redacted),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
