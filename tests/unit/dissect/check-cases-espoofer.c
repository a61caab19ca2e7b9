/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published forgeries of two studies, each by its name, in dialogues written here:
 * the 22 cases of espoofer (Chen, Paxson, Jiang 2020) and the attacks A1 to A14 of Shen
 * et al. (2021).  Each is flagged by what crosses alone, without any DNS.
 *
 * A9 to A11 of the latter forge nothing that crosses in one session: a forwarder or
 * signer lends its good name there. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

#define L "admin@legitimate.example"
#define A "any@attack.example"
#define VICTIM "\nS 250 Ok\nC RCPT TO:<victim@victim.example>\nS 250 Ok\n"
#define HELO_ATTACK "C EHLO helo.attack.example\nS 250 mail.example.org\n"

/* A mail from outside; its MAIL is packet 4, its header packet 10. */
#define SERVER(path, header)                                                                                           \
  GREET HELO_ATTACK "C MAIL FROM:" path VICTIM DATA "C " header                                                        \
                    "\r\nTo: victim@victim.example\r\nSubject: A warning\r\n\r\nhi\n" DONE QUIT
/* One by way of an account, attacker@legitimate.example; MAIL is packet 6, the header 12. */
#define LOGIN_ATTACKER "C AUTH PLAIN AGF0dGFja2VyQGxlZ2l0aW1hdGUuZXhhbXBsZQBwYXNz\nS 235 ok\n"
#define CLIENT(header)                                                                                                 \
  GREET HELO_ATTACK LOGIN_ATTACKER "C MAIL FROM:<attacker@legitimate.example>" VICTIM DATA "C " header                 \
                                   "\r\nTo: victim@victim.example\r\nSubject: A warning\r\n\r\nhi\n" DONE QUIT

#define AMBIGUOUS(name, packet, script, words)                                                                         \
  {                                                                                                                    \
    "sender-ambiguous", name, 25, NULL, script,                                                                        \
    {                                                                                                                  \
      1, SEVERITY_HIGH, 1, packet, words                                                                               \
    }                                                                                                                  \
  }
#define OF_ENVELOPE(name, path) AMBIGUOUS (name, 4, SERVER (path, "From: <" L ">"), "MAIL FROM")
#define OF_HEADER(name, header, words) AMBIGUOUS (name, 10, SERVER ("<" A ">", header), words)
#define OF_SIGNATURE(name, tags, before, behind, words)                                                                \
  AMBIGUOUS (name, 10,                                                                                                 \
             GREET HELO_ATTACK "C MAIL FROM:<" A ">" VICTIM DATA                                                       \
                               "c DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; " tags before "\n" behind       \
                               "; h=From;\r\n\tbh=aGFzaA==; b=c2lnbmF0dXJl\r\nFrom: <" L ">\r\nSubject: A "            \
                               "warning\r\n\r\nhi\n" DONE QUIT,                                                        \
             words)

const CheckCase check_cases_espoofer[] = {
  { "sender-mismatch",
    "espoofer server_a1: a subdomain that is not there",
    25,
    NULL,
    SERVER ("<any@mailfrom.notexist.legitimate.example>", "From: <" L ">"),
    { 1, SEVERITY_INFO, 1, 4, "a name below the domain" } },
  { "sender-mismatch",
    "espoofer server_a1, where the DNS is known",
    25,
    NULL,
    "Z legitimate.example TXT v=spf1 -all\n" SERVER ("<any@mailfrom.notexist.legitimate.example>", "From: <" L ">"),
    { 1, SEVERITY_MEDIUM, 1, 4, "that the DNS does not have" } },
  { "sender-mismatch", "a name of an inner network", 25, NULL,
    "Z legitimate.example TXT v=spf1 -all\n" SERVER ("<root@host.localdomain>", "From: <root@host.localdomain>"),
    SILENT },
  OF_ENVELOPE ("espoofer server_a2: a path that looks empty", "<(any@legitimate.example>"),
  OF_SIGNATURE ("espoofer server_a3: NUL in the selector", "d=legitimate.example; ", "s=x._domainkey.attack.example.",
                "x 00\nC .any", "selector of a DKIM"),
  OF_SIGNATURE ("espoofer server_a4: a quote in the signer's domain", "s=x; ", "d=legitimate.example'a.attack.example",
                "C ", "domain of a DKIM"),
  OF_ENVELOPE ("espoofer server_a5: a parenthesis in the path", "<any@legitimate.example(a.attack.example>"),
  OF_ENVELOPE ("espoofer server_a6: two at", "<any@legitimate.example'@any.attack.example>"),
  OF_ENVELOPE ("espoofer server_a7: a source route", "<@legitimate.example,@any.example:'any@attack.example>"),
  OF_HEADER ("espoofer server_a8: two From fields", "From: <" A ">\r\nFrom: <" L ">", "several From"),
  OF_HEADER ("espoofer server_a9: a space in front of From", " From: <" A ">\r\nFrom: <" L ">", "begins with white"),
  OF_HEADER ("espoofer server_a10: a space behind From", "From : <" A ">\r\nFrom: <" L ">", "its colon"),
  OF_HEADER ("espoofer server_a11: From folded", "From\r\n : <" A ">\r\nFrom: <" L ">", "different lines"),
  OF_HEADER ("espoofer server_a12: Sender for From", "From\r\n : <" A ">\r\nSender: <" L ">", "different lines"),
  OF_HEADER ("espoofer server_a13: Resent-From for From", "From\r\n : <" A ">\r\nResent-From: <" L ">",
             "different lines"),
  OF_HEADER ("espoofer server_a14: two addresses", "From: <" A ">, <" L ">", "several mailboxes"),
  OF_HEADER ("espoofer server_a15: an encoded address",
             "From: =?utf-8?B?PGFkbWluQGxlZ2l0aW1hdGUuZXhhbXBsZT4=?=, <" A ">", NULL),
  OF_HEADER ("espoofer server_a16: a route in From", "From: <@legitimate.example,@any.example:" A ">", "source route"),
  OF_HEADER ("espoofer server_a17: a quoted pair", "From: <" L ">\\,<" A ">", NULL),
  OF_HEADER ("espoofer server_a18: an address, a comma, brackets", "From: " L ",<" A ">", "several mailboxes"),
  OF_HEADER ("espoofer server_a19: behind the bracket", "From: <" A ">" L, "behind the closing bracket"),
  AMBIGUOUS ("espoofer client_a1: two From fields", 12, CLIENT ("From: <attacker@legitimate.example>\r\nFrom: <" L ">"),
             "several From"),
  { "sender-ambiguous",
    "espoofer client_a2: two addresses",
    25,
    NULL,
    CLIENT ("From: <attacker@legitimate.example>, <" L ">"),
    { 1, SEVERITY_MEDIUM, 1, 12, "several mailboxes" } },
  { "auth-user-mismatch",
    "espoofer client_a3: another From than the account",
    25,
    NULL,
    CLIENT ("From: <" L ">"),
    { 1, SEVERITY_MEDIUM, 1, 4, "another user of the same organization" } },

  { "auth-user-mismatch",
    "Shen A1: another user on the envelope",
    587,
    NULL,
    GREET HELO_ATTACK LOGIN_ATTACKER "C MAIL FROM:<" L ">" VICTIM DATA "C From: <" L ">\r\n\r\nhi\n" DONE QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, NULL } },
  { "auth-user-mismatch",
    "Shen A2.1: another user in From",
    587,
    NULL,
    CLIENT ("From: Admin <" L ">"),
    { 1, SEVERITY_MEDIUM, 1, 4, "another user" } },
  { "sender-mismatch",
    "Shen A2.2: another domain in From",
    25,
    NULL,
    SERVER ("<" A ">", "From: <" L ">"),
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  OF_HEADER ("Shen A4: From twice", "From: <" A ">\r\nFrom: <" L ">", NULL),
  OF_HEADER ("Shen A4: From in another case", "From: <" A ">\r\nfrom: <" L ">", NULL),
  OF_HEADER ("Shen A4: From with an octet behind", "From\xff: <" A ">\r\nFrom: <" L ">", "looks like From"),
  OF_HEADER ("Shen A5: several addresses", "From: <" A ">, <" L ">", NULL),
  OF_HEADER ("Shen A5: an empty element", "From: <" A ">,, <" L ">", NULL),
  OF_HEADER ("Shen A6: a group in brackets", "From: <" A ">admin: " L ";", NULL),
  OF_HEADER ("Shen A6: a comment", "From: <" A ">(<" L ">)", NULL),
  OF_HEADER ("Shen A6: nested brackets", "From: <<" L "><" A ">>", NULL),
  OF_HEADER ("Shen A7: encoded", "From: =?utf-8?Q?admin=40legitimate.example?= <" A ">", NULL),
  OF_HEADER ("Shen A7: encoded without other", "From: =?utf-8?B?YWRtaW5AbGVnaXRpbWF0ZS5leGFtcGxl?=@attack.example",
             NULL),
  { "sender-mismatch",
    "Shen A8: a subdomain in From",
    25,
    NULL,
    SERVER ("<" A ">", "From: <admin@notexist.legitimate.example>"),
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  { "sender-ambiguous",
    "Shen A12.2: a letter of another script",
    25,
    NULL,
    SERVER ("<" A ">", "From: <\xd0\xb0"
                       "dmin@legitimate.example>"),
    { 1, SEVERITY_MEDIUM, 1, 10, "mixes letters" } },
  OF_HEADER ("Shen A13: two at", "From: <alice@gm@ail.example>", "more than one"),
  OF_HEADER ("Shen A14.1: turned text in the address",
             "From: <\xe2\x80\xae"
             "elpmaxe.etamitigel@nimda>",
             NULL),
  OF_HEADER ("Shen A14.2: turned text in the name", "From: =?utf-8?B?4oCubW9jLmtuYWI=?= <" A ">", "turns"),

  { "sender-ambiguous",
    "no From at all",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C Subject: x\r\n\r\nhi\n" DONE QUIT,
    { 1, SEVERITY_LOW, 1, 10, "no From field" } },
  { "sender-ambiguous",
    "no header",
    25,
    NULL,
    GREET EHLO ENVELOPE DATA "C \r\nhi\n" DONE QUIT,
    { 1, SEVERITY_LOW, 1, 4, "no From field" } },
  { "sender-ambiguous",
    "an unquoted address before the same",
    25,
    NULL,
    GREET EHLO MAIL_FROM ("a@example.com <a@example.com>") QUIT,
    { 1, SEVERITY_LOW, 1, 10, "breaks the rules" } },
  { "sender-ambiguous", "an ordinary mail", 25, NULL, GREET EHLO MAIL QUIT, SILENT },
  { "sender-ambiguous", "a header with a gap", 25, NULL,
    GREET EHLO ENVELOPE DATA "c Subject: x\r\n\ng 100\nC \r\n\r\nhi\n" DONE QUIT, SILENT },
  { "sender-ambiguous", "a mail cut off", 25, NULL, GREET EHLO ENVELOPE DATA "c Subject: x\r\n\n", SILENT },
  { "sender-ambiguous", "a bounce", 25, NULL,
    GREET EHLO "C MAIL FROM:<> SIZE=100\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
               "C From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\r\nAuto-Submitted: "
               "auto-replied\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "sender-ambiguous", "a forwarder's path", 25, NULL,
    GREET EHLO "C MAIL FROM:<SRS0=HHH=TT=example.com=alice@fwd.example.net> BODY=8BITMIME\nS 250 Ok\nC RCPT "
               "TO:<b@example.org>\nS 250 Ok\n" DATA
               "C From: \"Smith, Alice\" <alice@example.com>\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "sender-ambiguous", "two authors and a Sender", 25, NULL,
    GREET EHLO MAIL_FROM ("a@example.com, c@example.net\r\nSender: a@example.com") QUIT, SILENT },

  { "auth-user-mismatch",
    "a bare name, and another",
    587,
    NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAHBhc3M=\nS 235 ok\n" MAIL_FROM ("bob@example.com") QUIT,
    { 1, SEVERITY_LOW, 1, 4, "a bare name" } },
  { "auth-user-mismatch",
    "another domain",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("boss@bank.example") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "of another domain" } },
  { "auth-user-mismatch",
    "a colleague",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("boss@example.com") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, "of the same organization" } },
  { "auth-user-mismatch",
    "a colleague, and Sender says so",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("boss@example.com\r\nSender: alice@example.com") QUIT,
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  { "auth-user-mismatch",
    "another domain, and Sender says so",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("boss@bank.example\r\nSender: alice@example.com") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, NULL } },
  { "auth-user-mismatch",
    "a mailbox of several people",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("support@example.com") QUIT,
    { 1, SEVERITY_INFO, 1, 4, NULL } },
  { "auth-user-mismatch",
    "a mailbox of several people elsewhere",
    587,
    NULL,
    GREET EHLO LOGIN MAIL_FROM ("support@bank.example") QUIT,
    { 1, SEVERITY_MEDIUM, 1, 4, NULL } },
  { "auth-user-mismatch", "the same", 587, NULL,
    GREET EHLO LOGIN "C MAIL FROM:<alice@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
                     "C From: Alice <Alice+news@EXAMPLE.com>\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "auth-user-mismatch", "a bare name that agrees", 587, NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlAHBhc3M=\nS 235 ok\nC MAIL FROM:<alice@example.com>\nS 250 Ok\nC RCPT "
               "TO:<b@example.org>\nS 250 Ok\n" DATA "C From: Alice <alice@example.com>\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "auth-user-mismatch", "errors go to another mailbox of the house", 587, NULL,
    GREET EHLO LOGIN "C MAIL FROM:<bounces@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\n" DATA
                     "C From: Alice <alice@example.com>\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "auth-user-mismatch", "refused", 587, NULL,
    GREET EHLO "C AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAHNlc2FtZS1vcGVu\nS 535 no\n" MAIL_FROM ("boss@bank.example") QUIT,
    SILENT },
  { 0 },
};
