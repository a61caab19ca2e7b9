/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP smuggling by the published names of the end-of-data variants: with a second
 * envelope behind them, without, dot-stuffed, and in BDAT; to servers that split the
 * mail there, that do not, and that refuse it; in every split of the octets. */
#include "config.h"

#include "dissect/check.h"
#include "dissect/smuggling.h"
#include "tests/unit/dissect/dialogue-script.h"

#define FIRST "From: a@x.example\r\nSubject: one\r\n\r\nfirst text"
#define SECOND "From: ceo@corp.example\r\nSubject: two\r\n\r\nsecond text\r\n"
#define SECOND_ENVELOPE "MAIL FROM:<ceo@corp.example>\r\nRCPT TO:<victim@y.example>\r\nDATA\r\n"

/* What stands in front of the dot, and behind it. */
typedef struct Variant {
  const char *name;
  Octets before, behind;
  bool weak;
  size_t taken_before; /* octets of `before` that are the first mail's */
} Variant;

static const Variant variants[] = {
  { "LF.LF", OCTETS ("\n"), OCTETS ("\n"), false, 1 },
  { "LF.CR", OCTETS ("\n"), OCTETS ("\r"), false, 1 },
  { "LF.CRLF", OCTETS ("\n"), OCTETS ("\r\n"), false, 1 },
  { "CR.LF", OCTETS ("\r"), OCTETS ("\n"), false, 1 },
  { "CR.CR", OCTETS ("\r"), OCTETS ("\r"), false, 1 },
  { "CR.CRLF", OCTETS ("\r"), OCTETS ("\r\n"), false, 1 },
  { "CRLF.LF", OCTETS ("\r\n"), OCTETS ("\n"), false, 2 },
  { "CRLF.CR", OCTETS ("\r\n"), OCTETS ("\r"), false, 2 },
  { "CRLF NUL . CRLF", OCTETS ("\r\n\0"), OCTETS ("\r\n"), false, 3 },
  { "CRLF . NUL CRLF", OCTETS ("\r\n"), OCTETS ("\0\r\n"), false, 2 },
  { "CRLF.CRCRLF", OCTETS ("\r\n"), OCTETS ("\r\r\n"), true, 2 },
  { "CRCRLF.CRCRLF", OCTETS ("\r\r\n"), OCTETS ("\r\r\n"), true, 3 },
};

typedef enum Server { SERVER_SPLITS, SERVER_DOES_NOT, SERVER_REFUSES, SERVER_IS_SILENT, SERVERS } Server;
typedef enum Form { FORM_ENVELOPE, FORM_BARE, FORM_STUFFED, FORM_BDAT, FORMS } Form;

static void
append (GString *to, Octets octets)
{
  g_string_append_len (to, (const char *) octets.at, (gssize) octets.length);
}

/* The mail data on the wire, with what stands for its end in the middle. */
static GString *
mail_data (const Variant *variant, Form form)
{
  GString *data = g_string_new (FIRST);
  append (data, variant->before);
  append (data, form == FORM_STUFFED ? OCTETS ("..") : OCTETS ("."));
  append (data, variant->behind);
  g_string_append (data, form == FORM_BARE ? "more of the first text\r\n" : SECOND_ENVELOPE SECOND);
  return data;
}

static SmtpSession *
play_case (const Variant *variant, Form form, Server server, Split split, size_t at)
{
  static const char *const answers[SERVERS] = {
    [SERVER_SPLITS] = "250 2.0.0 queued as 1\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go on\r\n250 2.0.0 queued as 2\r\n",
    [SERVER_DOES_NOT] = "250 2.0.0 queued as 1\r\n",
    [SERVER_REFUSES] = "550 5.5.2 Error: bare <LF> received\r\n",
    [SERVER_IS_SILENT] = "",
  };
  g_autoptr (GString) data = mail_data (variant, form);
  g_autofree char *chunk = g_strdup_printf ("BDAT %zu LAST\r\n", data->len);
  if (form != FORM_BDAT)
    g_string_append (data, ".\r\n");
  const Turn with_data[] = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', data->str, data->len }, END };
  const Turn with_chunk[] = { BEGIN, ENVELOPE, { 'C', chunk, 0 }, { 'C', data->str, data->len }, END };
  Turn turns[20];
  size_t count = 0;
  for (const Turn *turn = form == FORM_BDAT ? with_chunk : with_data; turn->who != 0; turn++)
    turns[count++] = *turn;
  if (server != SERVER_IS_SILENT)
    {
      turns[count++] = (Turn){ 'S', answers[server], 0 };
      const Turn quit[] = { QUIT_TURNS, END };
      for (const Turn *turn = quit; turn->who != 0; turn++)
        turns[count++] = *turn;
    }
  turns[count] = (Turn){ 0, NULL, 0 };
  Play play = { .turns = turns, .end = server == SERVER_IS_SILENT ? SESSION_OPEN : SESSION_FIN };
  g_autoptr (GString) log = g_string_new (NULL);
  SmtpSession *session = play_dialogue (&play, split, at, log);
  assert_non_null (session);
  checks_run (session, NULL);
  return session;
}

static const Finding *
finding_of (const SmtpSession *session, const char *id)
{
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (strcmp (finding->check->id, id) == 0)
        return finding;
    }
  return NULL;
}

/* By the book it is one mail, whatever the server made of it. */
static void
check_book (const SmtpSession *session, const char *name)
{
  if (session->transactions->len != 1)
    fail_msg ("%s: %u mails by the book", name, session->transactions->len);
  const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, 0);
  assert_int_equal (transaction->message->state, MESSAGE_COMPLETE);
}

static void
check_smuggled (const SmtpSession *session, const Variant *variant, Server server)
{
  static const ServerReading readings[SERVERS] = {
    [SERVER_SPLITS] = SERVER_TOOK,
    [SERVER_DOES_NOT] = SERVER_KEPT,
    [SERVER_REFUSES] = SERVER_REFUSED,
    [SERVER_IS_SILENT] = SERVER_UNKNOWN,
  };
  const Finding *finding = finding_of (session, "smtp-smuggling");
  if (finding == NULL)
    fail_msg ("%s: not found", variant->name);
  const Smuggling *smuggling = finding->smuggling;
  assert_non_null (smuggling);
  assert_string_equal (end_variant_name (smuggling->look_alike->variant), variant->name);
  if (smuggling->server != readings[server])
    fail_msg ("%s, server %d: %s", variant->name, (int) server, server_reading_name (smuggling->server));
  Severity wanted = server == SERVER_SPLITS ? SEVERITY_CRITICAL : variant->weak ? SEVERITY_LOW : SEVERITY_HIGH;
  assert_int_equal (finding->severity, wanted);
  assert_int_equal (smuggling->surplus, server == SERVER_SPLITS ? 4 : 0);
  assert_int_equal (smuggling->lenient_mails, 2);
  assert_int_equal (smuggling->lenient[0].size, strlen (FIRST) + variant->taken_before);
  const ReadMail *second = &smuggling->lenient[1];
  assert_true (octets_equal (second->mail_from, OCTETS ("ceo@corp.example")));
  assert_int_equal (second->recipients, 1);
  assert_true (octets_equal (second->recipient[0], OCTETS ("victim@y.example")));
  assert_true (octets_equal (second->subject, OCTETS ("two")));
  assert_true (second->has_size);
  assert_int_equal (second->size, strlen (SECOND));
  assert_true (octets_equal (smuggling->book.subject, OCTETS ("one")));
  assert_int_equal (smuggling->book.recipients, 1);
  /* Its place, and the octets there. */
  size_t front = strlen ("HELO c.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n" FIRST);
  assert_int_equal (smuggling->look_alike->offset, front);
  Octets octets = finding->evidence[0].text;
  assert_int_equal (octets.length, variant->before.length + 1 + variant->behind.length);
  assert_memory_equal (octets.at, variant->before.at, variant->before.length);
  assert_true (octets_equal (finding->evidence[1].text, OCTETS ("MAIL FROM:<ceo@corp.example>")));
  assert_int_equal (finding->evidence_count, server == SERVER_IS_SILENT ? 2 : 3);
}

static void
check_case (const Variant *variant, Form form, Server server, Split split, size_t at)
{
  SmtpSession *session = play_case (variant, form, server, split, at);
  bool smuggled = form == FORM_ENVELOPE;
  check_book (session, variant->name);
  if (smuggled)
    check_smuggled (session, variant, server);
  else if (finding_of (session, "smtp-smuggling") != NULL)
    fail_msg ("%s, form %d: a false alarm", variant->name, (int) form);
  smtp_session_unref (session);
}

static void
all_variants_whole (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (variants); i++)
    for (int form = 0; form < FORMS; form++)
      for (int server = 0; server < SERVERS; server++)
        if (form == FORM_ENVELOPE || server != SERVER_SPLITS)
          {
            check_case (&variants[i], (Form) form, (Server) server, SPLIT_NONE, 0);
            check_case (&variants[i], (Form) form, (Server) server, SPLIT_OCTETS, 0);
          }
}

static void
all_variants_in_two (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (variants); i++)
    for (size_t at = 1; at < strlen (FIRST SECOND_ENVELOPE SECOND) + 10; at++)
      {
        check_case (&variants[i], FORM_ENVELOPE, SERVER_SPLITS, SPLIT_AT, at);
        check_case (&variants[i], FORM_STUFFED, SERVER_DOES_NOT, SPLIT_AT, at);
      }
}

/* The server answers at the look-alike, and only then the client sends the rest. */
static void
answered_in_step (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (GString) first = g_string_new (FIRST);
      append (first, variants[i].before);
      append (first, OCTETS ("."));
      append (first, variants[i].behind);
      const Turn turns[] = { BEGIN,
                             ENVELOPE,
                             DATA_TURNS,
                             { 'C', first->str, first->len },
                             { 'S', "250 2.0.0 queued as 1\r\n", 0 },
                             { 'C', "MAIL FROM:<ceo@corp.example>\r\n", 0 },
                             { 'S', "250 2.1.0 Ok\r\n", 0 },
                             { 'C', "RCPT TO:<victim@y.example>\r\n", 0 },
                             { 'S', "250 2.1.5 Ok\r\n", 0 },
                             { 'C', "DATA\r\n", 0 },
                             { 'S', "354 go on\r\n", 0 },
                             { 'C', SECOND ".\r\n", 0 },
                             { 'S', "250 2.0.0 queued as 2\r\n", 0 },
                             QUIT_TURNS,
                             END };
      Play play = { .turns = turns, .end = SESSION_FIN };
      for (int split = SPLIT_NONE; split <= SPLIT_OCTETS; split++)
        {
          g_autoptr (GString) log = g_string_new (NULL);
          SmtpSession *session = play_dialogue (&play, (Split) split, 0, log);
          assert_non_null (session);
          checks_run (session, NULL);
          const Finding *finding = finding_of (session, "smtp-smuggling");
          if (finding == NULL || finding->severity != SEVERITY_CRITICAL)
            fail_msg ("%s in step: not proven\n%s", variants[i].name, log->str);
          assert_string_equal (end_variant_name (finding->smuggling->look_alike->variant), variants[i].name);
          assert_int_equal (finding->smuggling->lenient_mails, 2);
          assert_true (octets_equal (finding->smuggling->lenient[1].mail_from, OCTETS ("ceo@corp.example")));
          assert_int_equal (finding->smuggling->lenient[1].size, strlen (SECOND));
          smtp_session_unref (session);
        }
    }
}

/* The server ends the mail at the look-alike, and the client, which waited, says goodbye. */
static void
taken_and_nothing_behind (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (GString) first = g_string_new (FIRST);
      append (first, variants[i].before);
      append (first, OCTETS ("."));
      append (first, variants[i].behind);
      const Turn turns[] = {
        BEGIN,      ENVELOPE, DATA_TURNS, { 'C', first->str, first->len }, { 'S', "250 2.0.0 queued as 1\r\n", 0 },
        QUIT_TURNS, END
      };
      Play play = { .turns = turns, .end = SESSION_FIN };
      g_autoptr (GString) log = g_string_new (NULL);
      SmtpSession *session = play_dialogue (&play, SPLIT_NONE, 0, log);
      assert_non_null (session);
      checks_run (session, NULL);
      assert_null (finding_of (session, "smtp-smuggling"));
      const Finding *finding = finding_of (session, "bare-newline");
      bool nul = strstr (variants[i].name, "NUL") != NULL;
      if (nul)
        assert_null (finding);
      else if (finding == NULL || finding->severity != SEVERITY_MEDIUM)
        fail_msg ("%s: %s", variants[i].name, finding == NULL ? "no bare-newline" : "not medium");
      if (!nul)
        assert_non_null (strstr ((const char *) finding->detail.at, "the server took that for the end"));
      smtp_session_unref (session);
    }
}

/* Mails in which nothing is smuggled, and yet something looks like it. */
static void
honest_mails (void **state)
{
  (void) state;
  static const struct {
    const char *name;
    Turn turns[24];
  } cases[] = {
    { "a client that ends all its mails with LF.LF, and waits",
      { BEGIN,
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 1\n\ntext\n.\n", 0 },
        { 'S', "250 queued\r\n", 0 },
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 2\n\ntext\n.\n", 0 },
        { 'S', "250 queued\r\n", 0 },
        QUIT_TURNS,
        END } },
    { "a dialogue quoted in a mail, its dots stuffed",
      { BEGIN,
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 1\r\n\r\nDATA\r\ntext\r\n..\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<z@y.example>\r\n.\r\n", 0 },
        { 'S', "250 queued\r\n", 0 },
        QUIT_TURNS,
        END } },
    { "two mails, sent ahead of the answers",
      { BEGIN,
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 1\r\n\r\ntext\r\n.\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n", 0 },
        { 'S', "250 queued\r\n250 Ok\r\n250 Ok\r\n354 go on\r\n", 0 },
        { 'C', "Subject: 2\r\n\r\n.\r\n", 0 },
        { 'S', "250 queued\r\n", 0 },
        QUIT_TURNS,
        END } },
    { "lone dots in a text with LF, and words like commands",
      { BEGIN,
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 1\n\n.\ndata\nrset, they said\n.\nQUIT\nmail from home\r\n.\r\n", 0 },
        { 'S', "250 queued\r\n", 0 },
        QUIT_TURNS,
        END } },
    { "a server that says one thing more",
      { BEGIN,
        ENVELOPE,
        DATA_TURNS,
        { 'C', "Subject: 1\r\n\r\ntext\r\n.\r\n", 0 },
        { 'S', "250 queued\r\n250 really\r\n", 0 },
        QUIT_TURNS,
        END } },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Play play = { .turns = cases[i].turns, .end = SESSION_FIN };
      g_autoptr (GString) log = g_string_new (NULL);
      SmtpSession *session = play_dialogue (&play, SPLIT_NONE, 0, log);
      assert_non_null (session);
      checks_run (session, NULL);
      if (finding_of (session, "smtp-smuggling") != NULL)
        fail_msg ("%s: a false alarm\n%s", cases[i].name, log->str);
      smtp_session_unref (session);
    }
}

/* A decoy in front, with nothing behind it, and the attack behind: told is the attack. */
static void
decoys_do_not_hide (void **state)
{
  (void) state;
  g_autoptr (GString) data = g_string_new ("Subject: one\r\n\r\n");
  for (int i = 0; i < 40; i++)
    g_string_append (data, "line of text\n.\nnothing to see\r\n");
  g_string_append (data, "last line\n.\n" SECOND_ENVELOPE SECOND ".\r\n");
  const Turn turns[]
      = { BEGIN, ENVELOPE, DATA_TURNS, { 'C', data->str, data->len }, { 'S', "250 queued\r\n", 0 }, QUIT_TURNS, END };
  Play play = { .turns = turns, .end = SESSION_FIN };
  for (int split = SPLIT_NONE; split <= SPLIT_OCTETS; split++)
    {
      g_autoptr (GString) log = g_string_new (NULL);
      SmtpSession *session = play_dialogue (&play, (Split) split, 0, log);
      checks_run (session, NULL);
      const Finding *finding = finding_of (session, "smtp-smuggling");
      assert_non_null (finding);
      assert_int_equal (finding->smuggling->look_alike->count, 41);
      size_t front = strlen ("HELO c.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n");
      size_t place = (size_t) (strstr (data->str, "last line") - data->str) + strlen ("last line");
      assert_int_equal (finding->smuggling->look_alike->offset, front + place);
      smtp_session_unref (session);
    }
}

/* Octets lost in front, behind, or in the look-alike: never a claim about what was not seen. */
static void
losses_make_no_claims (void **state)
{
  (void) state;
  static const struct {
    const char *before, *behind;
    bool found;
  } rows[] = {
    { "Subject: 1\r\n\r\ntext\r\n", "more\n.\n" SECOND_ENVELOPE SECOND ".\r\n", true },
    { "Subject: 1\r\n\r\ntext\r", "\n.\n" SECOND_ENVELOPE SECOND ".\r\n", false },
    { "Subject: 1\r\n\r\ntext\n", ".\n" SECOND_ENVELOPE SECOND ".\r\n", false },
    { "Subject: 1\r\n\r\ntext\n.", "\n" SECOND_ENVELOPE SECOND ".\r\n", false },
    { "Subject: 1\r\n\r\ntext\n.\n", SECOND_ENVELOPE SECOND ".\r\n", false },
    { "Subject: 1\r\n\r\ntext\n.\n" SECOND_ENVELOPE, SECOND ".\r\n", true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Turn turns[] = { BEGIN,
                             ENVELOPE,
                             DATA_TURNS,
                             { 'C', rows[i].before, 0 },
                             { 'c', NULL, 100 },
                             { 'C', rows[i].behind, 0 },
                             { 'S', "250 queued\r\n", 0 },
                             QUIT_TURNS,
                             END };
      Play play = { .turns = turns, .end = SESSION_FIN };
      g_autoptr (GString) log = g_string_new (NULL);
      SmtpSession *session = play_dialogue (&play, SPLIT_NONE, 0, log);
      assert_non_null (session);
      checks_run (session, NULL);
      if ((finding_of (session, "smtp-smuggling") != NULL) != rows[i].found)
        fail_msg ("row %zu: %s\n%s", i, rows[i].found ? "missed" : "a false alarm", log->str);
      smtp_session_unref (session);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_variants_whole),    cmocka_unit_test (all_variants_in_two),
    cmocka_unit_test (answered_in_step),      cmocka_unit_test (taken_and_nothing_behind),
    cmocka_unit_test (honest_mails),          cmocka_unit_test (decoys_do_not_hide),
    cmocka_unit_test (losses_make_no_claims),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
