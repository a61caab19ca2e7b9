/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON text: commas, escapes, octets that are not UTF-8; and the validator that
 * the other tests rely on. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/json-writer.h"
#include "tests/support/guard-page.h"
#include "tests/support/json-validator.h"

static const struct {
  const char *name;
  Octets octets;
  const char *expected; /* behind {"t": */
} cases[] = {
  { "empty", OCTETS (""), "\"\"" },
  { "plain", OCTETS ("abc"), "\"abc\"" },
  { "quote and backslash", OCTETS ("a\"b\\c/"), "\"a\\\"b\\\\c/\"" },
  { "line ends and tab", OCTETS ("\r\n\t"), "\"\\r\\n\\t\"" },
  { "NUL, escape, DEL", OCTETS ("\0\033\x7f"), "\"\\u0000\\u001b\\u007f\"" },
  { "C1", OCTETS ("\xc2\x9b"), "\"\\u009b\"" },
  { "UTF-8 stays", OCTETS ("日本 é"), "\"日本 é\"" },
  { "bidirectional control", OCTETS ("\xe2\x80\xae"), "\"\\u202e\"" },
  { "byte order mark", OCTETS ("\xef\xbb\xbf"), "\"\\ufeff\"" },
  { "a tag, as a pair", OCTETS ("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"" },
  { "emoji", OCTETS ("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"" },
  { "Latin-1", OCTETS ("caf\xe9"), "\"caf\xef\xbf\xbd\",\"t_b64\":\"Y2Fm6Q==\"" },
  { "one replacement an octet", OCTETS ("\xe6\x97"), "\"\xef\xbf\xbd\xef\xbf\xbd\",\"t_b64\":\"5pc=\"" },
  { "surrogate", OCTETS ("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"t_b64\":\"7aCA\"" },
  { "a replacement character of the wire is valid", OCTETS ("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"" },
};

static void
writes_strings (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].octets.at, cases[i].octets.length);
      JsonWriter json;
      json_writer_init (&json);
      json_begin_object (&json, NULL);
      json_octets (&json, "t", octets_of (guard.octets, guard.length));
      json_end_object (&json);
      char *expected = g_strdup_printf ("{\"t\":%s}", cases[i].expected);
      if (strcmp (json.text->str, expected) != 0)
        fail_msg ("%s: %s", cases[i].name, json.text->str);
      assert_true (json_is_valid (json.text->str));
      g_free (expected);
      json_writer_clear (&json);
      guard_page_clear (&guard);
    }
}

/* A character that needs an escape, at every place of strings around the lengths of words. */
static void
finds_escapes_everywhere (void **state)
{
  (void) state;
  static const struct {
    uint8_t octet;
    const char *escape;
  } odd[] = { { '"', "\\\"" }, { '\\', "\\\\" }, { 0x1f, "\\u001f" }, { 0x7f, "\\u007f" }, { ' ', " " } };
  for (size_t length = 1; length <= 40; length++)
    for (size_t at = 0; at < length; at++)
      for (size_t i = 0; i < G_N_ELEMENTS (odd); i++)
        {
          uint8_t text[40];
          memset (text, 'x', sizeof text);
          text[at] = odd[i].octet;
          GuardPage guard = guard_page_new (text, length);
          JsonWriter json;
          json_writer_init (&json);
          json_octets (&json, NULL, octets_of (guard.octets, length));
          g_autofree char *expected = g_strdup_printf ("\"%.*s%s%.*s\"", (int) at, (const char *) text, odd[i].escape,
                                                       (int) (length - at - 1), (const char *) text + at + 1);
          assert_string_equal (json.text->str, expected);
          json_writer_clear (&json);
          guard_page_clear (&guard);
        }
}

static void
writes_structure (void **state)
{
  (void) state;
  JsonWriter json;
  json_writer_init (&json);
  json_begin_object (&json, NULL);
  json_begin_object (&json, "empty");
  json_end_object (&json);
  json_begin_array (&json, "list");
  json_number (&json, NULL, 0);
  json_number (&json, NULL, UINT64_MAX);
  json_begin_object (&json, NULL);
  json_bool (&json, "yes", true);
  json_bool (&json, "no", false);
  json_end_object (&json);
  json_text (&json, NULL, NULL);
  json_text (&json, NULL, "x");
  json_end_array (&json);
  json_text (&json, "absent", NULL);
  json_hex (&json, "hash", (const uint8_t *) "\x00\xff\x1a", 3);
  json_octets_under (&json, OCTETS ("SIZE"), OCTETS ("5"));
  json_true_under (&json, OCTETS ("SMTPUTF8"));
  json_end_object (&json);
  assert_string_equal (json.text->str,
                       "{\"empty\":{},\"list\":[0,18446744073709551615,{\"yes\":true,\"no\":false},\"x\"],"
                       "\"hash\":\"00ff1a\",\"SIZE\":\"5\",\"SMTPUTF8\":true}");
  assert_true (json_is_valid (json.text->str));
  json_writer_clear (&json);
}

static void
writes_arrays_of_octets (void **state)
{
  (void) state;
  const Octets valid[] = { OCTETS ("a"), OCTETS ("b") };
  const Octets mixed[] = { OCTETS ("a"), OCTETS ("\xff"), OCTETS ("") };
  JsonWriter json;
  json_writer_init (&json);
  json_begin_object (&json, NULL);
  json_octets_array (&json, "v", valid, 2);
  json_octets_array (&json, "m", mixed, 3);
  json_octets_array (&json, "e", NULL, 0);
  json_end_object (&json);
  assert_string_equal (json.text->str, "{\"v\":[\"a\",\"b\"],\"m\":[\"a\",\"\xef\xbf\xbd\",\"\"],"
                                       "\"m_b64\":[\"YQ==\",\"/w==\",\"\"],\"e\":[]}");
  assert_true (json_is_valid (json.text->str));
  json_writer_clear (&json);
}

static void
the_validator_is_strict (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    bool valid;
  } rows[] = {
    { "{}", true },
    { "[]", true },
    { "{\"a\":1}", true },
    { "[1,\"x\",true]", true },
    { "", false },
    { "{", false },
    { "{}x", false },
    { "{\"a\":1,}", false },
    { "[1,]", false },
    { "{a:1}", false },
    { "{\"a\":null}", false },
    { "[01]", false },
    { "[\"\n\"]", false },
    { "[\"\\x41\"]", false },
    { "[\"\\u12\"]", false },
    { "[\"a]", false },
    { "[\"\xff\"]", false },
    { "{\"a\":1,\"a\":2}", false },
    { "{\"a\" :1}", false },
    { "[tru]", false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (json_is_valid (rows[i].text) != rows[i].valid)
      fail_msg ("%s", rows[i].text);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (writes_strings),          cmocka_unit_test (finds_escapes_everywhere),
    cmocka_unit_test (writes_structure),        cmocka_unit_test (writes_arrays_of_octets),
    cmocka_unit_test (the_validator_is_strict),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
