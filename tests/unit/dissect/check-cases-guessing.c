/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords guessed and sprayed, and people who err: cases of check-guessing.c. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

/* Each of another user or password: base64 of NUL user NUL password. */
#define ALICE_1 "C AUTH PLAIN AGFsaWNlAGd1ZXNzMQ==\nS 535 5.7.8 no\n" /* guess1 */
#define ALICE_2 "C AUTH PLAIN AGFsaWNlAGd1ZXNzMg==\nS 535 5.7.8 no\n" /* guess2 */
#define ALICE_3 "C AUTH PLAIN AGFsaWNlAGd1ZXNzMw==\nS 535 5.7.8 no\n" /* guess3 */
#define ALICE_4 "C AUTH PLAIN AGFsaWNlAGd1ZXNzNA==\nS 535 5.7.8 no\n" /* guess4 */
#define ALICE_5 "C AUTH PLAIN AGFsaWNlAGd1ZXNzNQ==\nS 535 5.7.8 no\n" /* guess5 */
#define ALICE_6 "C AUTH PLAIN AGFsaWNlAGd1ZXNzNg==\nS 535 5.7.8 no\n" /* guess6 */
#define ALICE_IN "C AUTH PLAIN AGFsaWNlAHJpZ2h0\nS 235 ok\n"
#define BOB_IN "C AUTH PLAIN AGJvYgByaWdodA==\nS 235 ok\n"
#define SPRAY_0 "C AUTH PLAIN AHVzZXIwAFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user0, Winter2026 */
#define SPRAY_1 "C AUTH PLAIN AHVzZXIxAFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user1, Winter2026 */
#define SPRAY_2 "C AUTH PLAIN AHVzZXIyAFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user2, Winter2026 */
#define SPRAY_3 "C AUTH PLAIN AHVzZXIzAFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user3, Winter2026 */
#define SPRAY_4 "C AUTH PLAIN AHVzZXI0AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user4, Winter2026 */
#define SPRAY_5 "C AUTH PLAIN AHVzZXI1AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user5, Winter2026 */
#define SPRAY_6 "C AUTH PLAIN AHVzZXI2AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user6, Winter2026 */
#define SPRAY_7 "C AUTH PLAIN AHVzZXI3AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user7, Winter2026 */
#define SPRAY_8 "C AUTH PLAIN AHVzZXI4AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user8, Winter2026 */
#define SPRAY_9 "C AUTH PLAIN AHVzZXI5AFdpbnRlcjIwMjY=\nS 535 5.7.8 no\n" /* user9, Winter2026 */
#define SPRAY_IN "C AUTH PLAIN AGNhcm9sAFdpbnRlcjIwMjY=\nS 235 ok\n"      /* carol, Winter2026 */
#define STUFF_0 "C AUTH PLAIN AHVzZXIwAG93bjA=\nS 535 5.7.8 no\n"         /* user0, own0 */
#define STUFF_1 "C AUTH PLAIN AHVzZXIxAG93bjE=\nS 535 5.7.8 no\n"         /* user1, own1 */
#define STUFF_2 "C AUTH PLAIN AHVzZXIyAG93bjI=\nS 535 5.7.8 no\n"         /* user2, own2 */
#define STUFF_3 "C AUTH PLAIN AHVzZXIzAG93bjM=\nS 535 5.7.8 no\n"         /* user3, own3 */
#define STUFF_4 "C AUTH PLAIN AHVzZXI0AG93bjQ=\nS 535 5.7.8 no\n"         /* user4, own4 */
#define STUFF_5 "C AUTH PLAIN AHVzZXI1AG93bjU=\nS 535 5.7.8 no\n"         /* user5, own5 */
#define STUFF_6 "C AUTH PLAIN AHVzZXI2AG93bjY=\nS 535 5.7.8 no\n"         /* user6, own6 */
#define STUFF_7 "C AUTH PLAIN AHVzZXI3AG93bjc=\nS 535 5.7.8 no\n"         /* user7, own7 */
#define STUFF_8 "C AUTH PLAIN AHVzZXI4AG93bjg=\nS 535 5.7.8 no\n"         /* user8, own8 */
#define STUFF_9 "C AUTH PLAIN AHVzZXI5AG93bjk=\nS 535 5.7.8 no\n"         /* user9, own9 */
#define CRAM "C AUTH CRAM-MD5\nS 334 PDE+\nC YWxpY2UgMGNjMTc1YjljMGYxYjZhODMxYzM5OWUyNjk3NzI2NjE=\nS 535 no\n"
#define CRAM_IN "C AUTH CRAM-MD5\nS 334 PDE+\nC YWxpY2UgMGNjMTc1YjljMGYxYjZhODMxYzM5OWUyNjk3NzI2NjE=\nS 235 ok\n"
#define FOUR ALICE_1 ALICE_2 ALICE_3 ALICE_4
#define FIVE FOUR ALICE_5
#define SPRAY SPRAY_0 SPRAY_1 SPRAY_2 SPRAY_3 SPRAY_4 SPRAY_5 SPRAY_6 SPRAY_7 SPRAY_8 SPRAY_9
#define STUFF STUFF_0 STUFF_1 STUFF_2 STUFF_3 STUFF_4 STUFF_5 STUFF_6 STUFF_7 STUFF_8 STUFF_9
#define BEGINS GREET EHLO

const CheckCase check_cases_guessing[] = {
  { "password-guessing",
    "five passwords in one session",
    587,
    NULL,
    BEGINS FIVE QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "guessed: 5 refused logins of 192.0.2.10, with 1 user and 5 passwords, in 1 session" } },
  { "password-guessing",
    "and then the right one",
    587,
    NULL,
    BEGINS FIVE ALICE_IN QUIT,
    { 1, SEVERITY_CRITICAL, 0, 4, "then the server let one in" } },
  { "password-guessing",
    "the same password again and again",
    587,
    NULL,
    BEGINS ALICE_1 ALICE_1 ALICE_1 ALICE_1 ALICE_1 QUIT,
    { 1, SEVERITY_LOW, 0, 4, "as a program with an old one does" } },
  { "password-guessing",
    "an old password, then corrected",
    587,
    NULL,
    BEGINS ALICE_1 ALICE_1 ALICE_1 ALICE_1 ALICE_1 ALICE_IN QUIT,
    { 1, SEVERITY_LOW, 0, 4, NULL } },
  { "password-guessing",
    "challenge and response hide which",
    587,
    NULL,
    BEGINS CRAM CRAM CRAM CRAM CRAM QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "did not cross readable" } },
  { "password-guessing",
    "five users of one address err: weaker",
    587,
    NULL,
    BEGINS SPRAY_0 STUFF_1 STUFF_2 STUFF_3 STUFF_4 QUIT,
    { 1, SEVERITY_MEDIUM, 0, 4, "5 users" } },
  { "password-guessing",
    "challenge and response, and then in: maybe only a program that was set right",
    587,
    NULL,
    BEGINS CRAM CRAM CRAM CRAM CRAM CRAM_IN QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "maybe always with the same password" } },
  { "password-guessing",
    "one password with five users",
    587,
    NULL,
    BEGINS SPRAY_0 SPRAY_1 SPRAY_2 SPRAY_3 SPRAY_4 QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "One password is tried with several users" } },
  { "password-guessing",
    "two passwords again and again",
    587,
    NULL,
    BEGINS ALICE_1 ALICE_2 ALICE_1 ALICE_2 ALICE_1 QUIT,
    { 1, SEVERITY_LOW, 0, 4, "A few passwords" } },
  { "password-guessing", "four errors and the right one", 587, NULL, BEGINS FOUR ALICE_IN QUIT, SILENT },
  { "password-guessing", "the server cannot just now", 587, NULL,
    BEGINS "C AUTH PLAIN AGEAYQ==\nS 454 4.7.0 later\nC AUTH PLAIN AGEAYg==\nS 454 4.7.0 later\n"
           "C AUTH PLAIN AGEAYw==\nS 454 4.7.0 later\nC AUTH PLAIN AGEAZA==\nS 454 4.7.0 later\n"
           "C AUTH PLAIN AGEAZQ==\nS 454 4.7.0 later\n" QUIT,
    SILENT },
  { "password-guessing", "mechanisms that the server does not have", 587, NULL,
    BEGINS
    "C AUTH X1\nS 504 no\nC AUTH X2\nS 504 no\nC AUTH X3\nS 504 no\nC AUTH X4\nS 504 no\nC AUTH X5\nS 504 no\n" QUIT,
    SILENT },
  { "password-guessing", "ten users are spraying", 587, NULL, BEGINS SPRAY QUIT, SILENT },

  { "password-spraying",
    "one password for ten users",
    587,
    NULL,
    BEGINS SPRAY QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "One password is tried with many users: 10 refused logins" } },
  { "password-spraying",
    "and it fits one",
    587,
    NULL,
    BEGINS SPRAY SPRAY_IN QUIT,
    { 1, SEVERITY_CRITICAL, 0, 4, "then the server let one in" } },
  { "password-spraying",
    "a list of names and passwords",
    587,
    NULL,
    BEGINS STUFF QUIT,
    { 1, SEVERITY_HIGH, 0, 4, "as a list of stolen ones would have it" } },
  { "password-spraying", "nine users", 587, NULL,
    BEGINS SPRAY_0 SPRAY_1 SPRAY_2 SPRAY_3 SPRAY_4 SPRAY_5 SPRAY_6 SPRAY_7 SPRAY_8 QUIT, SILENT },
  { "password-spraying", "many passwords for one user", 587, NULL, BEGINS FIVE ALICE_6 QUIT, SILENT },
  { 0 },
};

#define TRY(guess, at)                                                                                                 \
  {                                                                                                                    \
    .script = BEGINS guess QUIT, .port = 587, .begins = at                                                             \
  }
#define FROM(address, guess, at)                                                                                       \
  {                                                                                                                    \
    .script = BEGINS guess QUIT, .port = 587, .client = address, .begins = at                                          \
  }

const EncounterCase encounter_cases_guessing[] = {
  { .id = "password-guessing",
    .name = "one a session",
    .encounters = { TRY (ALICE_1, 0), TRY (ALICE_2, 60), TRY (ALICE_3, 120), TRY (ALICE_4, 180), TRY (ALICE_5, 240) },
    .expected = { 1, SEVERITY_HIGH, 0, 4, "with 1 user and 5 passwords, in 5 sessions" },
    .other = 1 },
  { .id = "password-guessing",
    .name = "the same in another order of ends",
    .encounters = { TRY (ALICE_5, 240), TRY (ALICE_1, 0), TRY (ALICE_3, 120), TRY (ALICE_4, 180), TRY (ALICE_2, 60) },
    .expected = { 1, SEVERITY_HIGH, 0, 11, "in 5 sessions" },
    .other = 2 },
  { .id = "password-guessing",
    .name = "too slow: never five in ten minutes",
    .encounters = { TRY (ALICE_1, 0), TRY (ALICE_2, 200), TRY (ALICE_3, 400), TRY (ALICE_4, 601), TRY (ALICE_5, 802) },
    .expected = SILENT },
  { .id = "password-guessing",
    .name = "a quarter of an hour of peace in between",
    .encounters = { TRY (FOUR, 0), TRY (ALICE_5, 1000) },
    .expected = SILENT },
  { .id = "password-guessing",
    .name = "told once for a campaign",
    .encounters = { TRY (FIVE, 0), TRY (ALICE_6, 10) },
    .expected = SILENT,
    .early = true },
  { .id = "password-guessing",
    .name = "told again when it succeeds",
    .encounters = { TRY (FIVE, 0), TRY (ALICE_IN, 30) },
    .expected = { 1, SEVERITY_CRITICAL, 0, 4, "then the server let one in" },
    .early = true,
    .other = 1 },
  { .id = "password-guessing",
    .name = "another user logs in from the same address",
    .encounters = { TRY (FIVE, 0), TRY (BOB_IN, 30) },
    .expected = SILENT,
    .early = true },
  { .id = "password-guessing",
    .name = "the same user logs in from elsewhere",
    .encounters = { TRY (FIVE, 0), FROM ("198.51.100.7", ALICE_IN, 30) },
    .expected = SILENT,
    .early = true },
  { .id = "password-guessing",
    .name = "one user at two servers",
    .encounters = { { .script = BEGINS ALICE_1 ALICE_2 ALICE_3 QUIT, .server = "198.51.100.25" },
                    { .script = BEGINS ALICE_4 ALICE_5 QUIT, .begins = 9 } },
    .expected = { 1, SEVERITY_HIGH, 0, 4, "in 2 sessions" },
    .other = 1 },
  { .id = "password-guessing",
    .name = "two clients, each below the threshold",
    .encounters = { TRY (FOUR, 0), FROM ("198.51.100.7", ALICE_5 ALICE_6, 10) },
    .expected = SILENT },
  { .id = "password-guessing",
    .name = "one account from three clients",
    .encounters
    = { FROM ("198.51.100.7", FOUR, 0),
        FROM ("198.51.100.8", ALICE_5 ALICE_6 STUFF_1, 10),
        { .script = BEGINS "C AUTH PLAIN AGFsaWNlAGE3\nS 535 no\nC AUTH PLAIN AGFsaWNlAGE4\nS 535 no\n"
                           "C AUTH PLAIN AGFsaWNlAGE5\nS 535 no\nC AUTH PLAIN AGFsaWNlAGIw\nS 535 no\n" QUIT,
          .port = 587,
          .begins = 20 } },
    .expected = { 1, SEVERITY_HIGH, 0, 4, "10 refused logins of 3 clients" },
    .other = 1 },

  { .id = "password-spraying",
    .name = "one password from two clients",
    .encounters = { FROM ("198.51.100.7", SPRAY_0 SPRAY_1 SPRAY_2 SPRAY_3 SPRAY_4, 0),
                    TRY (SPRAY_5 SPRAY_6 SPRAY_7 SPRAY_8 SPRAY_9, 1200) },
    .expected = { 1, SEVERITY_HIGH, 0, 4, "10 refused logins of 2 clients, with 10 users and 1 password" },
    .other = 1 },
  { .id = "password-spraying",
    .name = "told once for a campaign",
    .encounters = { TRY (SPRAY, 0), TRY (SPRAY_0, 5) },
    .expected = SILENT,
    .early = true },
  { .id = "password-spraying",
    .name = "a user of that password logs in from elsewhere",
    .encounters = { TRY (SPRAY, 0), FROM ("198.51.100.7", SPRAY_IN, 30) },
    .expected = SILENT,
    .early = true },
  { .id = "password-spraying",
    .name = "ten users in a day",
    .encounters
    = { TRY (SPRAY_0 SPRAY_1 SPRAY_2 SPRAY_3 SPRAY_4, 0), TRY (SPRAY_5 SPRAY_6 SPRAY_7 SPRAY_8 SPRAY_9, 4000) },
    .expected = SILENT },
  { 0 },
};
