/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters on three sessions: a submission with a login and an attachment, one that never got to
 * a mail, and one with two mails, of which the second has nothing in its header. */
#include "config.h"

#include "dissect/filter-field.h"
#include "dissect/session-filter.h"
#include "tests/support/conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#define GREET                                                                                                          \
  "S 220 mail.example.org ESMTP\nC EHLO [192.0.2.10]\nS 250-mail.example.org\r\n250-PIPELINING\r\n250 AUTH PLAIN\n"

static const char *const scripts[] = {
  GREET
  "C AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\nS 235 ok\n"
  "C MAIL FROM:<alice@example.org>\nS 250 Ok\nC RCPT TO:<bob@bank.example>\nS 250 Ok\n"
  "C RCPT TO:<carol@other.example>\nS 250 Ok\nC DATA\nS 354 go on\n"
  "C From: Alice <alice@example.org>\r\nTo: bob@bank.example\r\nSubject: =?utf-8?q?=C3=9Cber_\"Konten\"?=\r\n"
  "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
  "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
  "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
  "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=Invoice.pdf\r\n\r\n%PDF\r\n--b--\n"
  "C .\nS 250 2.0.0 Ok: queued as ABCDEF1234\nC QUIT\nS 221 Bye\n",

  "S 220 mail.example.org ESMTP\nC HELO mallory\nS 250 hi\nC VRFY root\nS 252 maybe\n",

  GREET "C MAIL FROM:<>\nS 250 Ok\nC RCPT TO:<bob@bank.example>\nS 250 Ok\nC DATA\nS 354 go on\n"
        "C From: mailer@bank.example\r\nSubject: failed\r\n\r\nx\nC .\nS 250 Ok\n"
        "C MAIL FROM:<dave@bank.example>\nS 250 Ok\nC RCPT TO:<bob@bank.example>\nS 250 Ok\nC DATA\nS 354 go on\n"
        "C X-Nothing: y\r\n\r\nx\nC .\nS 554 5.7.1 no\nC QUIT\nS 221 Bye\n",
};

enum { SESSIONS = G_N_ELEMENTS (scripts) };
static Conversation conversations[SESSIONS];

static int
play_all (void **state)
{
  (void) state;
  for (size_t i = 0; i < SESSIONS; i++)
    {
      conversation_init (&conversations[i]);
      conversations[i].surroundings.next_id = i + 1;
      conversation_play (&conversations[i], scripts[i]);
    }
  return 0;
}

static int
clear_all (void **state)
{
  (void) state;
  for (size_t i = 0; i < SESSIONS; i++)
    conversation_clear (&conversations[i]);
  return 0;
}

typedef struct FilterCase {
  const char *text;
  const char *matches; /* numbers of the sessions */
  const char *printed; /* NULL: as it was written */
} FilterCase;

static const FilterCase cases[] = {
  /* One field. */
  { "id == 2", "2", NULL },
  { "session=2", "2", "id == 2" },
  { "quit", "13", NULL },
  { "!quit", "2", NULL },
  { "not quit", "2", "!quit" },
  { "subject ~ konten", "1", NULL },
  { "subject ~ ÜBER", "1", "subject ~ \"ÜBER\"" },
  { "subject ~ über", "1", "subject ~ \"über\"" },
  { "subject ~ \"ÜＢＥＲ\"", "1", NULL },
  { "subject == 'über \"konten\"'", "1", "subject == \"über \\\"konten\\\"\"" },
  { "subject == 'über'", "", "subject == \"über\"" },
  { "subject == FAILED", "3", NULL },
  { "subject ~ /^über.*\"$/", "1", NULL },
  { "subject matches \"fail(ed|ure)\"", "3", "subject ~ /fail(ed|ure)/" },
  { "subject !~ /fail/", "1", NULL },
  { "helo ~ /^\\[192/", "13", NULL },
  { "helo contains mallory", "2", "helo ~ mallory" },
  { "rcpt_to ~ bank", "13", NULL },
  { "rcpt_to ~ @other.example", "1", NULL },
  { "mail_from == \"\"", "3", NULL },
  { "mail_from", "13", NULL },
  { "filename == invoice.pdf", "1", "attachments.filename == invoice.pdf" },
  { "attachments", "1", NULL },
  { "attachments > 1", "", NULL },
  { "attachments.type ~ pdf && attachments.size <= 1K", "1", NULL },
  { "auth.username == ALICE", "1", NULL },
  { "auth", "1", NULL },
  { "auth.secret == password", "1", NULL },
  { "exposed", "13", NULL },
  { "exposed == credentials", "1", NULL },
  { "exposed == attachments", "1", NULL },
  { "tls", "", NULL },
  { "tls == none", "123", NULL },
  { "tls.version < TLSv1.2", "", NULL },
  { "outcome == rejected", "3", NULL },
  { "outcome ~ accept", "13", NULL },
  { "status == 5.7.1", "3", NULL },
  { "reply ~ \"queued as\"", "1", NULL },
  { "queue_id == abcdef1234", "1", NULL },
  { "reply.code == 252", "2", NULL },
  { "command == vrfy", "2", NULL },
  { "messages == 2", "3", NULL },
  { "transactions", "13", NULL },
  { "recipients >= 2", "1", NULL },
  { "state == complete", "13", NULL },
  { "client.ip == 192.0.2.10", "123", NULL },
  { "ip == 192.0.2.0/25", "123", NULL },
  { "server.ip == 192.0.2.64/26", "", NULL },
  { "ip == 2001:db8::/32", "", NULL },
  { "client.ip != 192.0.2.0/24", "", NULL },
  { "ip == 0.0.0.0/0", "123", NULL },
  { "ip in (10.0.0.0/8, 192.0.2.25)", "123", NULL },
  { "port == 25", "123", NULL },
  { "port in (587, 465)", "", NULL },
  { "port not in {587, 465}", "123", "port not in (587, 465)" },
  { "client.port >= 50K", "123", NULL },
  { "start == 2026-11-23", "123", NULL },
  { "start >= 10:00 && start < 10:01", "123", NULL },
  { "start == 10:00", "123", NULL },
  { "start == 11:00", "", NULL },
  { "start > 2026-11-23", "", NULL },
  { "start >= 2026-11-23T10:00:00Z", "123", NULL },
  { "start == \"2026-11-23 11:00:00+01:00\"", "123", NULL },
  { "date < 2026-11-23T10:00:00Z", "1", NULL },
  { "duration < 1s", "123", NULL },
  { "duration > 1h30m", "", NULL },
  { "extensions == pipelining", "13", NULL },
  { "protocol == LMTP", "", NULL },
  { "forged", "", NULL },
  { "message_id", "1", NULL },
  { "sender.verdict", "", NULL },
  { "severity >= high", "1", "findings.severity >= high" },
  { "findings.id == cleartext-credentials", "1", NULL },
  { "findings.id ~ clear", "13", NULL },
  { "banner ~ esmtp", "123", NULL },
  /* Several values: any of them. */
  { "rcpt_to == bob@bank.example", "13", NULL },
  { "mail_from == dave@bank.example", "3", NULL },
  { "outcome == accepted && outcome == rejected", "3", NULL },
  /* "!=": there is a value, and none is so.  "!": the whole turned around. */
  { "mail_from != dave@bank.example", "1", NULL },
  { "!(mail_from == dave@bank.example)", "12", NULL },
  { "not mail_from == dave@bank.example", "12", "!(mail_from == dave@bank.example)" },
  { "rcpt_to !~ other", "3", NULL },
  { "!(rcpt_to ~ other)", "23", NULL },
  { "outcome not in (rejected, aborted)", "1", NULL },
  /* What is absent meets no comparison. */
  { "tls.version == TLSv1.3", "", NULL },
  { "tls.version != TLSv1.3", "", NULL },
  { "!(tls.version == TLSv1.3)", "123", NULL },
  { "subject != x", "13", NULL },
  { "!subject", "2", NULL },
  /* Joined. */
  { "quit && subject ~ failed", "3", NULL },
  { "quit and subject ~ failed", "3", "quit && subject ~ failed" },
  { "auth || id == 2", "12", NULL },
  { "id == 1 || id == 2 && quit", "1", NULL },
  { "(id == 1 || id == 2) && quit", "1", NULL },
  { "(id == 3 or (id == 2)) and not(quit)", "2", "(id == 3 || id == 2) && !quit" },
  { "!(quit || auth)", "2", NULL },
  { "!!quit", "13", NULL },
  { "id==1||id==2", "12", "id == 1 || id == 2" },
  { "  quit  ", "13", "quit" },
  { "from ~ bank && exposed && tls == none", "3", NULL },
  { "SUBJECT ~ failed AND Quit", "3", "subject ~ failed && quit" },
  /* Words that are signs elsewhere. */
  { "subject == and", "", NULL },
  { "subject ~ a/b", "", NULL },
  { "subject ~ \"/x/\"", "", NULL },
  { "subject ~ /a\\/b/", "", NULL },
  { "subject matches 'a\\\\/b'", "", "subject ~ /a\\/b/" },
  { "reply ~ a&b", "", "reply ~ \"a&b\"" },
};

static void
test_case (void **state)
{
  const FilterCase *this = *state;
  FilterError error = { 0 };
  SessionFilter *filter = session_filter_new (this->text, &error);
  if (filter == NULL)
    fail_msg ("'%s' was refused at %zu: %s", this->text, error.at, error.text);
  g_autofree char *printed = session_filter_print (filter);
  g_autoptr (GString) matches = g_string_new (NULL);
  for (size_t i = 0; i < SESSIONS; i++)
    if (session_filter_matches (filter, conversations[i].session))
      g_string_append_printf (matches, "%zu", i + 1);
  assert_string_equal (matches->str, this->matches);
  assert_string_equal (printed, this->printed != NULL ? this->printed : this->text);
  SessionFilter *again = session_filter_new (printed, &error);
  assert_non_null (again);
  assert_true (session_filter_equal (filter, again));
  session_filter_free (again);
  session_filter_free (filter);
}

typedef struct ErrorCase {
  const char *text;
  size_t at;
  const char *sentence;
} ErrorCase;

static const ErrorCase errors[] = {
  { "", 0, "the name of a field was expected, such as from" },
  { "   ", 3, "the name of a field was expected, such as from" },
  { "== x", 0, "the name of a field was expected, such as from" },
  { "form ~ bank", 0, "there is no field form: did you mean from?" },
  { "quit && sujbect ~ x", 8, "there is no field sujbect: did you mean subject?" },
  { "severty > low", 0, "there is no field severty: did you mean severity?" },
  { "subj ~ x", 0, "there is no field subj: did you mean subject?" },
  { "password == x", 0, "there is no field password (--help-where lists them)" },
  { "subject", SIZE_MAX, NULL },
  { "subject ==", 10, "a word, a \"text\" or, behind ~, a /pattern/ was expected" },
  { "port == ", 8, "a number was expected, such as 25 or 10M" },
  { "port == smtp", 8, "a number was expected, such as 25 or 10M" },
  { "size > 10KB", 7, "a number was expected, such as 25 or 10M" },
  { "size > 99999999999999999999", 7, "a number was expected, such as 25 or 10M" },
  { "tls ==", 6, "a word was expected, such as none" },
  { "tls == non", 7, "one of a list of words was expected: did you mean none?" },
  { "outcome == lost in space", 11, "one of these was expected: accepted, rejected, aborted, unfinished" },
  { "client.ip == 10.0.0/8", 13, "an address was expected, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32" },
  { "client.ip == 10.0.0.0/33", 13, "an address was expected, such as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32" },
  { "start > noon", 8, "a time was expected, such as 10:30, 2026-11-23 or 2026-11-23T10:30:00Z" },
  { "duration > long", 11, "a duration was expected, such as 90s, 1h30m or 200ms" },
  { "subject < x", 8, "subject is a text: ==, !=, ~, !~ or in was expected" },
  { "port ~ 2", 5, "port is a number: ==, !=, <, <=, >, >= or in was expected" },
  { "ip > 10.0.0.1", 3, "ip is an address: ==, != or in was expected" },
  { "quit == yes", 5, "quit is a yes or no: write it alone, or !quit" },
  { "subject == two words", 15, "&& or || was expected (a value with blanks needs quotation marks)" },
  { "subject == \"x", 11, "this quotation mark is not closed" },
  { "subject ~ /x", 10, "the pattern has no / at its end (a path may stand between quotation marks)" },
  { "subject ~ /(/", 10, "this is no regular expression:" },
  { "subject ~ /(*UTF)x/", 10, "a pattern may not begin with (*" },
  { "(quit", 0, "this parenthesis is not closed" },
  { "(quit quit)", 6, "&&, || or ) was expected" },
  { "quit)", 4, "&& or || was expected (a value with blanks needs quotation marks)" },
  { "quit &&", 7, "the name of a field was expected, such as from" },
  { "quit & auth", 5, "&& or || was expected (a value with blanks needs quotation marks)" },
  { "port in 25", 8, "a list was expected, such as (a, b)" },
  { "port in (25", 11, "a comma or ) was expected: the list is not closed" },
  { "port in (25 587)", 12, "a comma or ) was expected: the list is not closed" },
  { "port in ()", 9, "a number was expected, such as 25 or 10M" },
  { "subject == \xff", 11, "this is no UTF-8" },
};

static void
test_errors (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      FilterError error = { 0 };
      SessionFilter *filter = session_filter_new (errors[i].text, &error);
      if ((filter == NULL) != (errors[i].sentence != NULL))
        fail_msg ("'%s' was %s", errors[i].text, filter != NULL ? "taken" : error.text);
      session_filter_free (filter);
      if (errors[i].sentence == NULL)
        continue;
      bool whole = !g_str_has_suffix (errors[i].sentence, ":"); /* what is behind it says the library */
      bool same
          = whole ? g_str_equal (error.text, errors[i].sentence) : g_str_has_prefix (error.text, errors[i].sentence);
      if (!same || error.at != errors[i].at)
        fail_msg ("'%s': %zu: %s", errors[i].text, error.at, error.text);
      filter_error_clear (&error);
    }
}

/* The caret stands below the character, whatever is wide in front of it. */
static void
test_columns (void **state)
{
  FilterError error;
  (void) state;
  assert_null (session_filter_new ("subject ~ 口座 && form", &error));
  assert_int_equal (error.at, 20);
  assert_int_equal (error.column, 18);
  filter_error_clear (&error);
}

static void
test_bounds (void **state)
{
  (void) state;
  FilterError error;
  for (int depth = FILTER_DEPTH_MAX - 1; depth <= FILTER_DEPTH_MAX; depth++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int i = 0; i < depth; i++)
        g_string_append_c (text, i % 2 == 0 ? '(' : '!');
      g_string_append (text, "quit");
      for (int i = 0; i < depth; i += 2)
        g_string_append_c (text, ')');
      SessionFilter *filter = session_filter_new (text->str, &error);
      assert_int_equal (filter != NULL, depth < FILTER_DEPTH_MAX);
      session_filter_free (filter);
      filter_error_clear (&error);
    }
  g_autofree char *blanks = g_strnfill (FILTER_TEXT_MAX, ' ');
  g_autofree char *longer = g_strconcat (blanks, "quit", NULL);
  assert_null (session_filter_new (longer, &error));
  filter_error_clear (&error);
  g_autoptr (GString) list = g_string_new ("port in (1");
  for (int i = 1; i < FILTER_LIST_MAX; i++)
    g_string_append (list, ",1");
  g_autofree char *full = g_strconcat (list->str, ")", NULL), *more = g_strconcat (list->str, ",1)", NULL);
  SessionFilter *filter = session_filter_new (full, &error);
  assert_non_null (filter);
  session_filter_free (filter);
  assert_null (session_filter_new (more, &error));
  filter_error_clear (&error);
}

/* A pattern that backtracks without end on what the wire brings is given up on. */
static void
test_patterns_are_bounded (void **state)
{
  (void) state;
  FilterError error;
  g_autofree char *many = g_strnfill (3000, 'a');
  FilterLiteral literal = { 0 };
  g_autofree char *wrong = NULL;
  assert_true (filter_literal_read_pattern (&literal, "^(a+)+$|(x+x+)+y", &wrong));
  const FilterTest test = { .type = FILTER_TEXT, .operator= FILTER_MATCHES, .literals = &literal, .count = 1 };
  g_autofree char *text = g_strconcat (many, "!", NULL);
  clock_t begin = clock ();
  assert_false (filter_test_text (&test, octets_of_string (text)));
  assert_true (clock () - begin < CLOCKS_PER_SEC);
  /* Octets that are no UTF-8, and NUL. */
  assert_false (filter_test_text (&test, octets_of ("\xff\x00\xc3", 3)));
  filter_literal_clear (&literal);
  assert_true (filter_literal_read_pattern (&literal, "^a*!?$", &wrong));
  assert_true (filter_test_text (&test, octets_of_string (many)));
  assert_true (filter_test_text (&test, OCTETS_NONE));
  filter_literal_clear (&literal);
  assert_null (session_filter_new ("subject ~ /[/", &error));
  filter_error_clear (&error);
}

/* Names are found by themselves, each once, and no field tells a secret. */
static void
test_fields (void **state)
{
  (void) state;
  const FilterField *field;
  for (size_t row = 0; (field = filter_field_row (row)) != NULL; row++)
    {
      assert_ptr_equal (filter_field_find (octets_of_string (field->name)), field);
      assert_true (field->alias == NULL || filter_field_find (octets_of_string (field->alias)) == field);
      assert_true ((field->words != NULL) == (field->type == FILTER_WORD || field->type == FILTER_LEVEL));
      assert_true ((field->each == NULL) == (field->type == FILTER_FLAG));
      assert_true (field->each != NULL || field->holds != NULL);
      assert_null (strstr (field->name, "password"));
      for (size_t i = 0; i < SESSIONS && field->type == FILTER_TEXT; i++)
        {
          FilterError error = { 0 };
          g_autofree char *text = g_strdup_printf ("%s ~ sesame || %s ~ AGFsaWNlAHNlc2FtZQ", field->name, field->name);
          SessionFilter *filter = session_filter_new (text, &error);
          assert_non_null (filter);
          assert_false (session_filter_matches (filter, conversations[i].session));
          session_filter_free (filter);
        }
    }
}

/* A session that is still open, at each step of its dialogue. */
static void
ask_everything (gpointer user, SmtpSession *session, const SmtpEvent *event)
{
  (void) event;
  GPtrArray *filters = user;
  for (guint i = 0; i < filters->len; i++)
    session_filter_matches (g_ptr_array_index (filters, i), session);
}

static void
test_open_sessions (void **state)
{
  (void) state;
  FilterError error;
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func ((GDestroyNotify) session_filter_free);
  for (size_t row = 0; filter_field_row (row) != NULL; row++)
    g_ptr_array_add (filters, session_filter_new (filter_field_row (row)->name, &error));
  for (size_t i = 0; i < SESSIONS; i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.surroundings.handler = ask_everything;
      conversation.surroundings.user = filters;
      conversation_play (&conversation, scripts[i]);
      conversation_clear (&conversation);
    }
  assert_true (filters->len > 80);
}

/* Says how fast it is where SMTPLENS_SPEED is set. */
static void
test_speed (void **state)
{
  (void) state;
  FilterError error;
  if (g_getenv ("SMTPLENS_SPEED") == NULL)
    skip ();
  static const char *const texts[] = { "from ~ bank && exposed && tls == none", "subject ~ /konten$/",
                                       "rcpt_to ~ other || client.ip == 10.0.0.0/8" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      enum { TIMES = 1000000 };
      unsigned met = 0;
      SessionFilter *filter = session_filter_new (texts[i], &error);
      clock_t begin = clock ();
      for (unsigned t = 0; t < TIMES; t++)
        met += session_filter_matches (filter, conversations[t % SESSIONS].session);
      double seconds = (double) (clock () - begin) / CLOCKS_PER_SEC;
      printf ("%s: %.1f million a second (%u)\n", texts[i], TIMES / seconds / 1e6, met);
      session_filter_free (filter);
    }
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  const struct CMUnitTest more[] = {
    cmocka_unit_test (test_errors), cmocka_unit_test (test_columns),
    cmocka_unit_test (test_bounds), cmocka_unit_test (test_patterns_are_bounded),
    cmocka_unit_test (test_fields), cmocka_unit_test (test_open_sessions),
    cmocka_unit_test (test_speed),
  };
  struct CMUnitTest tests[COUNT + G_N_ELEMENTS (more)];
  for (size_t i = 0; i < COUNT; i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].text, .test_func = test_case, .initial_state = (void *) &cases[i] };
  memcpy (tests + COUNT, more, sizeof more);
  return cmocka_run_group_tests (tests, play_all, clear_all);
}
