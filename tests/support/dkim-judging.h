/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails judged for their DKIM signatures in tests, and the example of RFC 8463, appendix A.  For one file of a
 * program, as key-zone.h is. */
#ifndef SMTPLENS_TESTS_DKIM_JUDGING_H
#define SMTPLENS_TESTS_DKIM_JUDGING_H

#include "dissect/dkim.h"
#include "tests/support/guard-page.h"
#include "tests/support/key-zone.h"

#define NOW 1600000000
#define SECOND G_GINT64_CONSTANT (1000000000)

/* Splits: 0 whole; else the length of each piece but the first, which has `first`. */
static inline MailMessage *
read_mail (MailStorage *storage, MessageLimits *limits, Octets mail, size_t first, size_t step)
{
  *storage = (MailStorage){ .mail_memory = 65536, .total_memory = 1 << 20 };
  message_limits_init (limits);
  MailMessage *message = mail_message_new (limits, storage);
  mail_message_append (message, octets_slice (mail, 0, first));
  for (size_t at = first; at < mail.length; at += step)
    {
      GuardPage guard = guard_page_new (mail.at + at, MIN (step, mail.length - at));
      mail_message_append (message, octets_of (guard.octets, guard.length));
      guard_page_clear (&guard);
    }
  return message;
}

/* "pass ++ why|" of each signature: results, fit of body and of header. */
static inline char *
describe (const MailMessage *message, int64_t now, DnsInquiry *zone)
{
  GString *text = g_string_new (NULL);
  GPtrArray *verdicts = dkim_verify (message, now * SECOND, zone);
  for (guint i = 0; i < verdicts->len; i++)
    {
      const DkimVerdict *verdict = g_ptr_array_index (verdicts, i);
      g_string_append_printf (text, "%s %c%c %s|", dkim_result_name (verdict->result), "?+-"[verdict->body],
                              "?+-"[verdict->header], verdict -> why);
    }
  g_ptr_array_unref (verdicts);
  return g_string_free (text, FALSE);
}

static inline char *
judge_pieces (Octets mail, DnsInquiry *zone, size_t first, size_t step)
{
  MailStorage storage;
  MessageLimits limits;
  MailMessage *message = read_mail (&storage, &limits, mail, first, step);
  mail_message_finish (message, MESSAGE_COMPLETE);
  char *text = describe (message, NOW, zone);
  mail_message_free (message);
  return text;
}

static inline char *
judge (Octets mail, DnsInquiry *zone)
{
  return judge_pieces (mail, zone, 0, MAX (mail.length, 1));
}

static inline Octets
view (const GString *text)
{
  return octets_of (text->str, text->len);
}

static const char published[] = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
                                " d=football.example.com; i=@football.example.com;\r\n"
                                " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
                                " subject : date : message-id : from : subject : date;\r\n"
                                " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                                " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
                                " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
                                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
                                " d=football.example.com; i=@football.example.com;\r\n"
                                " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
                                " date : message-id : from : subject : date;\r\n"
                                " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                                " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
                                " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
                                " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
                                "From: Joe SixPack <joe@football.example.com>\r\n"
                                "To: Suzie Q <suzie@shopping.example.net>\r\n"
                                "Subject: Is dinner ready?\r\n"
                                "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
                                "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
                                "\r\n"
                                "Hi.\r\n"
                                "\r\n"
                                "We lost the game.  Are you hungry yet?\r\n"
                                "\r\n"
                                "Joe.\r\n"
                                "\r\n";

static inline void
add_published_keys (DnsInquiry *zone)
{
  key_zone_add (zone, "brisbane._domainkey.football.example.com", DNS_FOUND,
                OCTETS ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="));
  key_zone_add (zone, "test._domainkey.football.example.com", DNS_FOUND,
                OCTETS ("v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
                        "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
                        "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
                        "Ip3G+2kryOTIKT+l/K4w3QIDAQAB"));
}

#endif
