/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that pass several hosts, in several sessions. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/path-words.h"
#include "tests/support/conversation.h"

#define DIALOGUE(helo, banner, mail)                                                                                   \
  "S 220 " banner " ESMTP\nC EHLO " helo "\nS 250 " banner "\nC MAIL FROM:<a@a.example>\nS 250 Ok\n"                   \
  "C RCPT TO:<b@c.example>\nS 250 Ok\nC DATA\nS 354 go on\nC " mail "\nC .\nS 250 2.0.0 Ok\nC QUIT\nS 221 Bye\n"
#define DATE "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
#define ID "Message-ID: <1@pc.a.example>\r\n"
#define REST "From: a@a.example\r\nSubject: x\r\n"
#define BODY "\r\nhello"
#define R1                                                                                                             \
  "Received: from pc.a.example (pc.a.example [192.0.2.1])\r\n\tby mx.a.example (Postfix) with ESMTP id 1; Mon, "       \
  "23 Nov 2026 10:00:01 +0000\r\n"
#define R2                                                                                                             \
  "Received: from mx.a.example (mx.a.example [192.0.2.2])\r\n\tby mx.b.example (Postfix) with ESMTPS id 2; Mon, "      \
  "23 Nov 2026 10:00:02 +0000\r\n"
#define FIRST DIALOGUE ("pc.a.example", "mx.a.example", ID DATE REST BODY)
#define SECOND DIALOGUE ("mx.a.example", "mx.b.example", R1 ID DATE REST BODY)
#define THIRD DIALOGUE ("mx.b.example", "mx.c.example", R2 R1 ID DATE REST BODY)
#define CLOSED                                                                                                         \
  "S 220 mx.b.example ESMTP\nC EHLO mx.a.example\nS 250-mx.b.example\r\n250 STARTTLS\nC STARTTLS\nS 220 go\n"          \
  "x 16030100107878787878787878787878787878787878\nX 16030300107979797979797979797979797979797979\n"

typedef struct Leg {
  const char *script; /* NULL behind the last */
  const char *client, *server;
  int begins;
} Leg;

enum { LEGS_MAX = 4 };

static const struct {
  const char *name;
  Leg legs[LEGS_MAX];
  const char *path; /* of the last leg; "" for none */
} cases[] = {
  { "one hop", { { FIRST, "192.0.2.1", "192.0.2.2", 0 } }, "" },
  { "two hops",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 }, { SECOND, "192.0.2.2", "192.0.2.3", 1 } },
    "pc.a.example>mx.a.example open #1 R1 | mx.a.example>mx.b.example open #2 here after 1 (added Received; same)" },
  { "the first one ends last",
    { { SECOND, "192.0.2.2", "192.0.2.3", 1 }, { FIRST, "192.0.2.1", "192.0.2.2", 0 } },
    "pc.a.example>mx.a.example open #2 here | mx.a.example>mx.b.example open #1 after 2 (added Received; same)" },
  { "three hops, the middle one not seen",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 }, { THIRD, "192.0.2.3", "192.0.2.4", 2 } },
    "pc.a.example>mx.a.example open #1 R2 | mx.a.example>mx.b.example told locked R1 | mx.b.example>mx.c.example open "
    "#2 here after 1 (added Received; same)" },
  { "three hops, the middle one inside TLS",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { CLOSED, "192.0.2.2", "192.0.2.3", 1 },
      { THIRD, "192.0.2.3", "192.0.2.4", 2 } },
    "pc.a.example>mx.a.example open #1 R2 | mx.a.example>mx.b.example locked #2 R1 | mx.b.example>mx.c.example open #3 "
    "here after 1 (added Received; same)" },
  { "inside TLS, another client",
    { { CLOSED, "192.0.2.99", "192.0.2.3", 1 }, { THIRD, "192.0.2.3", "192.0.2.4", 2 } },
    "pc.a.example>mx.a.example told open R2 | mx.a.example>mx.b.example told locked R1 | mx.b.example>mx.c.example "
    "open "
    "#2 here" },
  { "inside TLS, an hour before",
    { { CLOSED, "192.0.2.2", "192.0.2.3", -3600 }, { THIRD, "192.0.2.3", "192.0.2.4", 2 } },
    "pc.a.example>mx.a.example told open R2 | mx.a.example>mx.b.example told locked R1 | mx.b.example>mx.c.example "
    "open "
    "#2 here" },
  { "inside TLS, two that fit",
    { { CLOSED, "192.0.2.2", "192.0.2.3", 1 },
      { CLOSED, "192.0.2.2", "192.0.2.3", 1 },
      { THIRD, "192.0.2.3", "192.0.2.4", 2 } },
    "pc.a.example>mx.a.example told open R2 | mx.a.example>mx.b.example told locked R1 | mx.b.example>mx.c.example "
    "open "
    "#3 here" },
  { "address translation",
    { { FIRST, "10.0.0.1", "10.0.0.2", 0 }, { SECOND, "198.51.100.1", "192.0.2.3", 1 } },
    "pc.a.example>mx.a.example open #1 R1 | mx.a.example>mx.b.example open #2 here after 1 (added Received; same)" },
  { "fields added, changed and removed, a footer",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { DIALOGUE ("mx.a.example", "mx.b.example",
                  R1 "List-Id: <l.a.example>\r\n" ID DATE "From: a@a.example\r\nSubject: [l] x\r\nX-New: 1\r\n" BODY
                     "\r\n-- \r\nfooter"),
        "192.0.2.2", "192.0.2.3", 1 } },
    "pc.a.example>mx.a.example open #1 R1 | mx.a.example>mx.b.example open #2 here after 1 (added Received List-Id "
    "X-New "
    "changed Subject; changed 13)" },
  { "folded anew",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { DIALOGUE ("mx.a.example", "mx.b.example", R1 ID "Date:  Mon, 23 Nov 2026\r\n 10:00:00 +0000\r\n" REST BODY),
        "192.0.2.2", "192.0.2.3", 1 } },
    "pc.a.example>mx.a.example open #1 R1 | mx.a.example>mx.b.example open #2 here after 1 (added Received; same)" },
  { "another mail with its Message-ID",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { DIALOGUE ("mx.a.example", "mx.b.example",
                  ID "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nFrom: x@x.example\r\n\r\nother"),
        "192.0.2.2", "192.0.2.3", 1 } },
    "mx.a.example>mx.b.example open #2 here reused 1" },
  { "to another server as well",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { DIALOGUE ("pc.a.example", "mx.z.example", ID DATE REST BODY), "192.0.2.1", "192.0.2.9", 1 } },
    "" },
  { "tried again", { { FIRST, "192.0.2.1", "192.0.2.2", 0 }, { FIRST, "192.0.2.1", "192.0.2.2", 300 } }, "" },
  { "by a filter of the same host",
    { { DIALOGUE ("pc.a.example", "mx.a.example", ID DATE REST BODY), "127.0.0.1", "127.0.0.1", 0 },
      { DIALOGUE ("localhost", "mx.a.example", ID DATE REST "X-Spam: no\r\n" BODY), "127.0.0.1", "127.0.0.1", 1 } },
    "pc.a.example>mx.a.example open #1 | localhost>mx.a.example open #2 here after 1 (added X-Spam; same)" },
  { "no Message-ID, told",
    { { DIALOGUE ("mx.a.example", "mx.b.example", R1 REST BODY), "192.0.2.2", "192.0.2.3", 0 } },
    "pc.a.example>mx.a.example told open R1 | mx.a.example>mx.b.example open #1 here" },
  { "no Message-ID", { { DIALOGUE ("mx.a.example", "mx.b.example", REST BODY), "192.0.2.2", "192.0.2.3", 0 } }, "" },
  { "a hole in the second header",
    { { FIRST, "192.0.2.1", "192.0.2.2", 0 },
      { "S 220 mx.b.example ESMTP\nC EHLO mx.a.example\nS 250 mx.b.example\nC MAIL FROM:<a@a.example>\nS 250 Ok\n"
        "C RCPT TO:<b@c.example>\nS 250 Ok\nC DATA\nS 354 go on\nC " R1 ID DATE
        "From: a@a.example\ng 20\nC \r\nhello\nC .\nS 250 Ok\n",
        "192.0.2.2", "192.0.2.3", 1 } },
    "pc.a.example>mx.a.example told open R1 | pc.a.example>mx.a.example open #1 | mx.a.example>mx.b.example open #2 "
    "here "
    "after 1 (?; ?)" },
};

static void
say_names (GString *to, const char *word, const char *const names[PATH_NAMES_MAX])
{
  for (size_t i = 0; i < PATH_NAMES_MAX && names[i] != NULL; i++)
    g_string_append_printf (to, "%s%s%s",
                            i > 0                         ? " "
                            : to->str[to->len - 1] != '(' ? " "
                                                          : "",
                            i == 0 ? word : "", names[i]);
}

static void
say_change (GString *to, const PathHop *hop)
{
  const HopChange *change = hop->change;
  if (change == NULL)
    return;
  g_string_append_printf (to, " after %" G_GUINT64_FORMAT " (", hop->previous);
  if (!change->fields_known)
    g_string_append_c (to, '?');
  say_names (to, "added ", change->added);
  say_names (to, "changed ", change->changed);
  say_names (to, "removed ", change->removed);
  g_string_append_printf (to, "; %s",
                          change->body == BODY_SAME      ? "same"
                          : change->body == BODY_CHANGED ? "changed"
                                                         : "?");
  if (change->growth != 0)
    g_string_append_printf (to, " %" G_GINT64_FORMAT, change->growth);
  g_string_append_c (to, ')');
}

static char *
describe (const MailPath *path)
{
  static const char *const covers[] = { "untold", "open", "locked", "opened" };
  GString *to = g_string_new (NULL);
  for (size_t i = 0; path != NULL && i < path->count; i++)
    {
      const PathHop *hop = &path->hops[i];
      g_string_append_printf (to, "%s%s>%s%s %s", i > 0 ? " | " : "", hop->client, hop->server,
                              hop->seen ? "" : " told", covers[hop->cover]);
      if (hop->seen)
        g_string_append_printf (to, " #%" G_GUINT64_FORMAT, hop->session);
      if (hop->received >= 0)
        g_string_append_printf (to, " R%d", hop->received + 1);
      if (hop->current)
        g_string_append (to, " here");
      say_change (to, hop);
    }
  if (path != NULL && path->reused != 0)
    g_string_append_printf (to, " reused %" G_GUINT64_FORMAT, path->reused);
  return g_string_free (to, FALSE);
}

static void
place (Conversation *conversation, const Leg *leg)
{
  const char *const addresses[] = { leg->client, leg->server };
  for (unsigned side = 0; side < 2; side++)
    assert_true (flow_ip_parse (octets_of_string (addresses[side]), conversation->flow.side[side].ip,
                                &conversation->flow.ip_version));
  conversation->begin = conversation_start + leg->begins * INT64_C (1000000000);
}

/* Twice, for the checks may be run again. */
static void
follows_mails (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Conversation conversation;
      conversation_init (&conversation);
      conversation.paths = conversation_paths_new (NULL);
      for (const Leg *leg = cases[i].legs; leg < cases[i].legs + LEGS_MAX && leg->script != NULL; leg++)
        {
          conversation_clear (&conversation);
          place (&conversation, leg);
          conversation_play (&conversation, leg->script);
        }
      for (unsigned again = 0; again < 2; again++)
        {
          const SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
          g_autofree char *path = describe (transaction->path);
          if (strcmp (path, cases[i].path) != 0)
            fail_msg ("%s: %s", cases[i].name, path);
          mail_paths_follow (conversation.paths, conversation.session);
        }
      conversation_clear (&conversation);
      mail_paths_free (conversation.paths);
    }
}

static void
forgets_the_oldest (void **state)
{
  (void) state;
  MailPathLimits limits = { .hops = 3 };
  Conversation conversation;
  conversation_init (&conversation);
  conversation.paths = conversation_paths_new (&limits);
  for (unsigned i = 0; i < 40; i++)
    {
      g_autofree char *script = g_strdup_printf (
          DIALOGUE ("pc.a.example", "mx.a.example", "Message-ID: <%u@a>\r\n" DATE REST BODY), i % 5 == 4 ? 4 : i);
      conversation_play (&conversation, script);
      conversation_clear (&conversation);
    }
  assert_in_range (mail_paths_forgotten (conversation.paths), 30, 37);
  mail_paths_free (conversation.paths);
  mail_paths_free (NULL);
}

/* One mail on more hops than are kept, and more fields than are shown. */
static void
bounds_one_mail (void **state)
{
  (void) state;
  Conversation conversation;
  conversation_init (&conversation);
  conversation.paths = conversation_paths_new (NULL);
  g_autoptr (GString) fields = g_string_new (NULL);
  for (unsigned i = 0; i < 50; i++)
    {
      g_autofree char *script = g_strdup_printf (DIALOGUE ("h%u.example", "h%u.example", "%s" ID DATE REST BODY), i + 1,
                                                 i, i + 1, fields->str);
      conversation.begin = conversation_start + i * INT64_C (1000000000);
      conversation_clear (&conversation);
      conversation_play (&conversation, script);
      g_autofree char *field = g_strdup_printf ("Received: from h%u.example ([192.0.2.10]) by h%u.example with ESMTP "
                                                "id %u; Mon, 23 Nov 2026 10:00:00 +0000\r\n",
                                                i, i + 1, i);
      g_string_prepend (fields, field);
    }
  const MailPath *path = ((const SmtpTransaction *) g_ptr_array_index (conversation.session->transactions, 0))->path;
  assert_int_equal (path->more, 49 - 32);
  assert_int_equal (path->count, 33);
  assert_true (path->hops[32].current && path->hops[31].seen && !path->hops[0].seen);
  conversation_clear (&conversation);
  mail_paths_free (conversation.paths);
}

static void
draws_the_way (void **state)
{
  (void) state;
  static const char wanted[] = "pc.a.example (192.0.2.1)\n▼ open: clear text; session 1, packet 10\n"
                               "mx.a.example (192.0.2.2)\n"
                               "▽ locked, as is told: TLS; not seen, Received field 1, 2026-11-23T10:00:02Z\n"
                               "mx.b.example (192.0.2.3)\n│ open: clear text; this mail, packet 24\n"
                               "▼ 2.000 s after session 1: added Received; body the same\n"
                               "mx.c.example (192.0.2.4)\n";
  Conversation conversation;
  conversation_init (&conversation);
  conversation.paths = conversation_paths_new (NULL);
  place (&conversation, &(const Leg){ FIRST, "192.0.2.1", "192.0.2.2", 0 });
  conversation_play (&conversation, FIRST);
  conversation_clear (&conversation);
  place (&conversation, &(const Leg){ THIRD, "192.0.2.3", "192.0.2.4", 2 });
  conversation_play (&conversation, THIRD);
  g_autoptr (GPtrArray) lines = path_words (g_ptr_array_index (conversation.session->transactions, 0), TONGUE_ENGLISH);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      const PathLine *line = g_ptr_array_index (lines, i);
      const char *sign = path_line_sign (line);
      g_string_append_printf (text, "%s%s%s\n", sign, sign[0] != '\0' ? " " : "", line->text);
    }
  assert_string_equal (text->str, wanted);
  conversation_clear (&conversation);
  mail_paths_free (conversation.paths);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (follows_mails),
    cmocka_unit_test (forgets_the_oldest),
    cmocka_unit_test (bounds_one_mail),
    cmocka_unit_test (draws_the_way),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
