/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers abused: addresses looked for, relays, bursts of mail; and honest mail that
 * looks like it.  Cases of check-harvest.c, check-relay.c and check-burst.c. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define BEGINS GREET EHLO
#define FROM_A "C MAIL FROM:<a@example.com>\nS 250 Ok\n"
#define UNKNOWN(name) "C RCPT TO:<" name "@example.org>\nS 550 5.1.1 User unknown\n"
#define KNOWN(name) "C RCPT TO:<" name "@example.org>\nS 250 2.1.5 Ok\n"
#define UNKNOWN_5(x) UNKNOWN (x "1") UNKNOWN (x "2") UNKNOWN (x "3") UNKNOWN (x "4") UNKNOWN (x "5")
#define UNKNOWN_10(x) UNKNOWN_5 (x) UNKNOWN_5 (x "0")
#define SENT DATA "C Subject: x\r\n\r\ntext\n" DONE
#define VRFY(name, reply) "C VRFY " name "\nS " reply "\n"
#define RCPT(path, reply) "C RCPT TO:<" path ">\nS " reply "\n"
#define DENIED "554 5.7.1 Relay access denied"
#define FROM_SPAMMER "C MAIL FROM:<x@spam.example.net>\nS 250 Ok\n"
#define MAIL_5 MAIL MAIL MAIL MAIL MAIL
#define MAIL_20 MAIL_5 MAIL_5 MAIL_5 MAIL_5
#define SPAM(domain)                                                                                                   \
  "C MAIL FROM:<x@" domain ">\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 2.1.5 Ok\n" DATA "C Subject: " domain        \
  "\r\n\r\nbuy this\n" DONE
#define SPAM_5(domain) SPAM (domain) SPAM (domain) SPAM (domain) SPAM (domain) SPAM (domain)
#define SPAM_20(domain) SPAM_5 (domain) SPAM_5 (domain) SPAM_5 (domain) SPAM_5 (domain)
#define TO(domain) "C RCPT TO:<b@" domain ">\nS 250 2.1.5 Ok\n"
#define TO_5(domain) TO (domain) TO (domain) TO (domain) TO (domain) TO (domain)
#define TO_10(domain) TO_5 (domain) TO_5 (domain)
#define TO_50(a, b, c, d, e) TO_10 (a) TO_10 (b) TO_10 (c) TO_10 (d) TO_10 (e)
#define TO_100 TO_50 ("a.nu", "b.nu", "c.nu", "d.nu", "e.nu") TO_50 ("f.nu", "g.nu", "h.nu", "i.nu", "j.nu")
#define TO_50_OF(domain) TO_50 (domain, domain, domain, domain, domain)
#define TO_100_OF_ONE TO_50_OF ("a.nu") TO_50_OF ("a.nu")

const CheckCase check_cases_abuse[] = {
  { "address-harvest",
    "VRFY confirms one",
    25,
    NULL,
    BEGINS VRFY ("alice", "250 Alice <alice@example.org>") QUIT,
    { 1, SEVERITY_LOW, 0, 4, "for 1 name; the answers told of 1 " } },
  { "address-harvest",
    "VRFY tried once",
    25,
    NULL,
    BEGINS VRFY ("alice", "252 2.0.0 send some mail") QUIT,
    { 1, SEVERITY_INFO, 0, 4, "told of 0" } },
  { "address-harvest",
    "252 tells where others get 550",
    25,
    NULL,
    BEGINS VRFY ("alice", "252 2.0.0 alice") VRFY ("bob", "550 5.1.1 User unknown") VRFY ("carol", "252 2.0.0 carol")
        QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "for 3 names; the answers told of 2 " } },
  { "address-harvest",
    "a list given away",
    25,
    NULL,
    BEGINS "C EXPN staff\nS 250-Alice <alice@example.org>\r\n250 Bob <bob@example.org>\n" QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "and of the members of a list" } },
  { "address-harvest",
    "ten recipients unknown, and no mail",
    25,
    NULL,
    BEGINS FROM_A UNKNOWN_10 ("u") QUIT,
    { 1, SEVERITY_MEDIUM, 0, 6, "10 recipients that the server does not know, and 0" } },
  { "address-harvest",
    "and some found",
    25,
    NULL,
    BEGINS FROM_A UNKNOWN_10 ("u") KNOWN ("alice") QUIT,
    { 1, SEVERITY_HIGH, 0, 6, "and 1 that it does" } },
  { "address-harvest", "nine unknown", 25, NULL, BEGINS FROM_A UNKNOWN_5 ("u") UNKNOWN_5 ("u") UNKNOWN ("v") QUIT,
    SILENT },
  { "address-harvest", "a list with dead addresses", 25, NULL, BEGINS FROM_A UNKNOWN_10 ("u") KNOWN ("alice") SENT QUIT,
    SILENT },
  { "address-harvest", "refused for other reasons", 25, NULL,
    BEGINS FROM_A RCPT ("a@example.org", DENIED) RCPT ("b@example.org", DENIED) RCPT ("c@example.org", DENIED)
        RCPT ("d@example.org", DENIED) RCPT ("e@example.org", DENIED) RCPT ("f@example.org", "550 blocked")
            RCPT ("g@example.org", "550 blocked") RCPT ("h@example.org", "550 blocked")
                RCPT ("i@example.org", "450 4.1.1 later") RCPT ("j@example.org", "552 5.2.2 full")
                    RCPT ("k@example.org", "552 5.2.2 full") QUIT,
    SILENT },
  { "address-harvest", "a plain mail", 25, NULL, BEGINS MAIL QUIT, SILENT },

  { "open-relay",
    "the old form, refused",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("user%elsewhere.example@mail.example.org", DENIED) QUIT,
    { 1, SEVERITY_LOW, 1, 4, "in 1 form of address to hand on to another host; the server refused" } },
  { "open-relay",
    "three forms, refused",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("user%elsewhere.example@mail.example.org", DENIED)
        RCPT ("@mail.example.org:user@elsewhere.example", DENIED)
            RCPT ("\"user@elsewhere.example\"@mail.example.org", DENIED) QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "in 3 forms" } },
  { "open-relay",
    "one form accepted, which may be a name of its own",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("elsewhere.example!user", "250 Ok") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "maybe as a name of its own" } },
  { "open-relay",
    "a form accepted, and the target plainly",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("user%elsewhere.example@mail.example.org", "250 Ok")
        RCPT ("user@elsewhere.example", "250 Ok") QUIT,
    { 1, SEVERITY_HIGH, 1, 4, "accepted several" } },
  { "open-relay",
    "a mail taken",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("user@elsewhere.example@mail.example.org", "250 Ok") SENT QUIT,
    { 1, SEVERITY_HIGH, 1, 4, "took a mail that asks it to hand on" } },
  { "open-relay",
    "the server says that it does not relay",
    25,
    NULL,
    BEGINS FROM_SPAMMER RCPT ("user@elsewhere.example", DENIED) QUIT,
    { 1, SEVERITY_INFO, 1, 4, "to 1 domain; the server says" } },
  { "open-relay",
    "a provider's mailbox at another's server",
    25,
    "198.51.100.7",
    BEGINS FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "a mail to gmail.com, which is not its own" } },
  { "open-relay", "the same after a login", 25, "198.51.100.7",
    BEGINS LOGIN FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, SILENT },
  { "open-relay", "the same from inside", 25, "10.0.0.7",
    BEGINS FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, SILENT },
  { "open-relay", "the same from the server's network", 25, NULL,
    BEGINS FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, SILENT },
  { "open-relay", "a host hands its own mail to a smarthost", 25, "198.51.100.7",
    BEGINS FROM_A RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, SILENT },
  { "open-relay", "at the provider's own server", 25, "198.51.100.7",
    "S 220 mx.google.com ESMTP\nC EHLO client.example.com\nS 250 mx.google.com\n" FROM_SPAMMER RCPT (
        "someone@gmail.com", "250 Ok") SENT QUIT,
    SILENT },
  { "open-relay", "a server receives for a domain unlike its name", 25, "198.51.100.7",
    BEGINS FROM_SPAMMER RCPT ("alice@customer.example", "250 Ok") SENT QUIT, SILENT },
  { "open-relay", "a user forgot to log in", 587, NULL,
    BEGINS "C MAIL FROM:<a@example.org>\nS 250 Ok\n" RCPT ("b@elsewhere.example", DENIED) QUIT, SILENT },
  { "open-relay", "a bounce to an address that a list made up", 25, NULL,
    BEGINS "C MAIL FROM:<>\nS 250 Ok\n" RCPT ("bounces+user%example.net@lists.example.com", "250 Ok") SENT QUIT,
    SILENT },
  { "open-relay", "signs of percent and exclamation without a host", 25, NULL,
    BEGINS FROM_A RCPT ("50%off@example.org", "250 Ok") RCPT ("hello!you@example.org", "250 Ok") SENT QUIT, SILENT },

  { "relay-spam-burst",
    "sixty mails in a minute after a login",
    587,
    NULL,
    BEGINS LOGIN MAIL_20 MAIL_20 MAIL_20 QUIT,
    { 1, SEVERITY_MEDIUM, 0, 2, "sent 60 mails in a minute, after a login" } },
  { "relay-spam-burst",
    "one text under senders of many domains",
    25,
    NULL,
    BEGINS SPAM_20 ("a.example") SPAM_20 ("b.example") SPAM_20 ("c.example") SPAM_20 ("d.example") QUIT,
    { 1, SEVERITY_HIGH, 0, 2, "of one text under senders of 4 domains" } },
  { "relay-spam-burst",
    "a mail to a hundred in ten domains",
    25,
    NULL,
    BEGINS FROM_A TO_100 SENT QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "to 100 recipients in 10 domains" } },
  { "relay-spam-burst", "a server hands on a hundred mails", 25, NULL,
    BEGINS MAIL_20 MAIL_20 MAIL_20 MAIL_20 MAIL_20 QUIT, SILENT },
  { "relay-spam-burst", "one text under one sender", 25, NULL,
    BEGINS SPAM_20 ("a.example") SPAM_20 ("a.example") SPAM_20 ("a.example") SPAM_20 ("a.example") QUIT, SILENT },
  { "relay-spam-burst",
    "a mail to a hundred of one domain",
    25,
    NULL,
    BEGINS FROM_A TO_100_OF_ONE SENT QUIT,
    { 1, SEVERITY_INFO, 1, 4, "to 100 recipients in 1 domain" } },
  { "relay-spam-burst", "a list", 25, NULL,
    BEGINS FROM_A TO_100 DATA "C List-Id: <all.example.com>\r\nSubject: x\r\n\r\ntext\n" DONE QUIT, SILENT },
  { "relay-spam-burst", "59 mails after a login", 587, NULL,
    BEGINS LOGIN MAIL_20 MAIL_20 MAIL_5 MAIL_5 MAIL_5 MAIL MAIL MAIL MAIL QUIT, SILENT },
  { 0 },
};

#define HARVEST(x, at)                                                                                                 \
  {                                                                                                                    \
    .script = BEGINS FROM_A UNKNOWN_5 (x) QUIT, .begins = at                                                           \
  }

#define GREETED(name, at)                                                                                              \
  {                                                                                                                    \
    .script = GREET "C EHLO " name "\nS 250 mail.example.org\n" MAIL_20 QUIT, .begins = at                             \
  }

const EncounterCase encounter_cases_abuse[] = {
  { .id = "address-harvest",
    .name = "over two sessions",
    .encounters = { HARVEST ("a", 0), HARVEST ("b", 300) },
    .expected = { 1, SEVERITY_MEDIUM, 0, 6, "in 2 sessions" },
    .other = 1 },
  { .id = "address-harvest",
    .name = "an hour apart",
    .encounters = { HARVEST ("a", 0), HARVEST ("b", 3600) },
    .expected = SILENT },
  { .id = "address-harvest",
    .name = "the same dead addresses again and again",
    .encounters = { HARVEST ("a", 0), HARVEST ("a", 60), HARVEST ("a", 120) },
    .expected = SILENT },
  { .id = "address-harvest",
    .name = "told once",
    .encounters = { { .script = BEGINS FROM_A UNKNOWN_10 ("u") QUIT }, HARVEST ("b", 60) },
    .expected = SILENT,
    .early = true },
  { .id = "open-relay",
    .name = "strangers of two networks",
    .encounters
    = { { .script = BEGINS FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, .client = "198.51.100.7" },
        { .script = BEGINS FROM_SPAMMER RCPT ("other@yahoo.com", "250 Ok") SENT QUIT,
          .client = "203.0.113.9",
          .begins = 5 } },
    .expected = { 1, SEVERITY_HIGH, 1, 18, "so it did for clients of other networks" },
    .early = true,
    .other = 1 },
  { .id = "open-relay",
    .name = "the same client again",
    .encounters
    = { { .script = BEGINS FROM_SPAMMER RCPT ("someone@gmail.com", "250 Ok") SENT QUIT, .client = "198.51.100.7" },
        { .script = BEGINS FROM_SPAMMER RCPT ("other@yahoo.com", "250 Ok") SENT QUIT,
          .client = "198.51.100.7",
          .begins = 5 } },
    .expected = SILENT,
    .early = true },
  { .id = "relay-spam-burst",
    .name = "another name in each session",
    .encounters = { GREETED ("a.one.example", 0), GREETED ("b.two.example", 5), GREETED ("c.three.example", 10) },
    .expected = { 1, SEVERITY_HIGH, 0, 4, "sent 60 mails in a minute and greeted by 3 names" },
    .other = 1 },
  { .id = "relay-spam-burst",
    .name = "hosts of one house behind one address",
    .encounters = { GREETED ("a.one.example", 0), GREETED ("b.one.example", 5), GREETED ("c.one.example", 10) },
    .expected = SILENT },
  { .id = "relay-spam-burst",
    .name = "another name in each session, at leisure",
    .encounters = { GREETED ("a.one.example", 0), GREETED ("b.two.example", 50), GREETED ("c.three.example", 100) },
    .expected = SILENT },
  { 0 },
};
