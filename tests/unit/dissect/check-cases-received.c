/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Received fields: invented ones, and the odd ones of honest mail. */
#include "config.h"

#include "tests/unit/dissect/check-cases.h"

/* The dialogues are of Mon, 23 Nov 2026 10:00:00 UTC; the server is mail.example.org. */
#define HEADED(fields) GREET EHLO ENVELOPE DATA "C " fields "From: a@example.com\r\nSubject: x\r\n\r\nx\n" DONE QUIT
#define NAMED(helo, fields)                                                                                            \
  GREET "C EHLO " helo "\nS 250 mail.example.org\n" ENVELOPE DATA "C " fields                                          \
        "From: a@example.com\r\nSubject: x\r\n\r\nx\n" DONE QUIT
#define TOP "Received: from in.example.com (in.example.com [203.0.113.5]) by client.example.com with ESMTP; "
#define LOW "Received: from pc (pc.example.com [198.51.100.4])\r\n\tby in.example.com (Postfix) with ESMTP; "
#define AT(day, time) "Mon, " day " Nov 2026 " time " +0000\r\n"
#define AGAIN "Received: from x.example.net (x.example.net [198.51.100.9]) by mail.example.org with ESMTP; "

const CheckCase check_cases_received[] = {
  { "received-forged",
    "the lower of two was later, and later than the packets",
    25,
    NULL,
    HEADED (TOP AT ("23", "09:59:58") LOW AT ("26", "03:10:00")),
    { 1, SEVERITY_MEDIUM, 1, 10, "client.example.com got the mail 2 days earlier than in.example.com" } },
  { "received-forged",
    "the upper two are earlier by hours",
    25,
    NULL,
    HEADED (TOP AT ("23", "06:45:00") TOP AT ("23", "06:44:00") LOW AT ("23", "09:59:00")),
    { 1, SEVERITY_LOW, 1, 10, "3 hours earlier" } },
  { "received-forged",
    "a clock that is slow by years",
    25,
    NULL,
    HEADED (TOP "Mon, 1 Jan 2001 00:00:00 +0000\r\n" LOW AT ("23", "09:59:00")),
    { 1, SEVERITY_LOW, 1, 10, NULL } },
  { "received-forged",
    "days after the packets",
    25,
    NULL,
    HEADED (TOP AT ("30", "10:00:00") LOW AT ("23", "09:59:00")),
    { 1, SEVERITY_MEDIUM, 1, 10, "got the mail 7 days later than it crossed the network here." } },
  { "received-forged",
    "all is days after the packets",
    25,
    NULL,
    HEADED (TOP AT ("30", "10:00:00")),
    { 1, SEVERITY_INFO, 1, 10, "the clock of this capture may be wrong" } },
  { "received-forged",
    "the server had it already, as a stranger says",
    25,
    NULL,
    NAMED ("spam.example.net", AGAIN AT ("23", "09:59:00")),
    { 1, SEVERITY_MEDIUM, 1, 10, "mail.example.org got this mail already" } },
  { "received-forged",
    "the server had it already, below another host",
    25,
    NULL,
    NAMED ("spam.example.net", "Received: from y.example.com (y.example.com [203.0.113.8]) by spam.example.net; " AT (
                                   "23", "09:59:30") AGAIN AT ("23", "09:59:00")),
    { 1, SEVERITY_MEDIUM, 1, 10, "from y.example.com: nothing says how it left there" } },

  { "received-forged", "in order", 25, NULL, HEADED (TOP AT ("23", "09:59:58") LOW AT ("23", "09:59:57")), SILENT },
  { "received-forged", "a clock that is fast by minutes", 25, NULL,
    HEADED (TOP AT ("23", "09:59:58") LOW AT ("23", "10:12:00")), SILENT },
  { "received-forged", "a zone that is wrong by nine hours", 25, NULL,
    HEADED (TOP AT ("23", "09:59:58") LOW AT ("23", "18:58:30")), SILENT },
  { "received-forged", "zones that are right", 25, NULL,
    HEADED (TOP "Mon, 23 Nov 2026 18:59:58 +0900\r\n" LOW "Mon, 23 Nov 2026 01:59:57 -0800 (PST)\r\n"), SILENT },
  { "received-forged", "a zone that is not known", 25, NULL,
    HEADED (TOP AT ("23", "09:59:58") LOW "Tue, 24 Nov 2026 18:47:00 JST\r\n"), SILENT },
  { "received-forged", "one host's clock is slow by hours", 25, NULL,
    HEADED (TOP AT ("23", "09:59:58") TOP AT ("23", "06:43:00") LOW AT ("23", "09:59:55")), SILENT },
  { "received-forged", "days in a queue", 25, NULL, HEADED (TOP AT ("23", "09:59:58") LOW AT ("19", "08:00:00")),
    SILENT },
  { "received-forged", "sent again after a month", 25, NULL,
    NAMED ("pc.example.net", "Resent-From: b@example.org\r\n" AGAIN "Tue, 13 Oct 2026 07:00:00 +0000\r\n"), SILENT },
  { "received-forged", "sent again by a user who logs in", 587, NULL,
    GREET EHLO LOGIN ENVELOPE DATA "C " AGAIN AT ("23", "09:00:00") "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { "received-forged", "a forwarder brings it back", 25, NULL,
    NAMED ("fwd.example.net",
           "Received: from mail.example.org (mail.example.org [192.0.2.25]) by fwd.example.net (Postfix) with "
           "ESMTPS; " AT ("23", "09:59:30") AGAIN AT ("23", "09:59:00")),
    SILENT },
  { "received-forged", "a list brings it back, over its outgoing host", 25, NULL,
    NAMED ("lists.example.net",
           "Received: from localhost (localhost [127.0.0.1]) by lists.example.net; " AT (
               "23", "09:59:50") "Received: from out3.example.org (out3.example.org [198.51.100.77]) by "
                                 "lists.example.net with ESMTPS; " AT ("23", "09:59:30") AGAIN AT ("23", "09:59:00")),
    SILENT },
  { "received-forged", "a filter on another host hands it back", 25, "10.0.0.7",
    NAMED ("filter.example.net", AGAIN AT ("23", "09:59:59")), SILENT },
  { "received-forged", "a filter of the same house hands it back", 25, NULL,
    NAMED ("filter.example.org", AGAIN AT ("23", "09:59:59")), SILENT },
  { "received-forged", "a web mail that names no client", 25, NULL,
    NAMED ("mail-pa0-f70.example.net",
           "Received: by mail-pa0-f70.example.net with SMTP id 1; " AT (
               "23", "09:59:58") "Received: by 2002:a05:6402::1 with HTTP; " AT ("23", "09:59:57")
               AGAIN AT ("23", "09:59:00")),
    SILENT },
  { "received-forged", "a hybrid with names of inner networks", 25, NULL,
    NAMED ("mail-db5eur.outbound.example.net",
           "Received: from DB9PR04MB1.eurprd04.prod.example.net (2603:10a6:10:1::5) by\r\n "
           "AM0PR04MB2.eurprd04.prod.example.net (2603:10a6:208::7) with Microsoft SMTP Server (version=TLS1_2,\r\n "
           "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1; " AT (
               "23", "09:59:59") "Received: from EX1.corp.local ([169.254.4.195]) by EX2.corp.local ([10.180.121.108]) "
                                 "with mapi id "
                                 "14.03.0123.003; " AT ("23", "09:59:57")),
    SILENT },
  { "received-forged", "one field", 25, NULL, HEADED (LOW AT ("23", "09:59:57")), SILENT },
  { "received-forged", "no field", 25, NULL, HEADED (""), SILENT },
  { "received-forged", "a hole in the header", 25, NULL,
    GREET "C EHLO spam.example.net\nS 250 mail.example.org\n" ENVELOPE DATA
          "g 700\nC Received: x\r\n" AGAIN AT ("23", "09:59:00") "From: a@example.com\r\n\r\nx\n" DONE QUIT,
    SILENT },
  { 0 },
};

#define HOP(helo, banner, fields)                                                                                      \
  "S 220 " banner " ESMTP\nC EHLO " helo "\nS 250 " banner "\n" ENVELOPE DATA "C " fields                              \
  "Message-ID: <1@pc.example.com>\r\nDate: " AT ("23", "09:59:59") "From: a@example.com\r\n\r\nx\n" DONE QUIT
#define FIRST HOP ("pc.example.com", "relay.example.com", "")
#define OF_RELAY(from, with)                                                                                           \
  "Received: from " from "\r\n\tby relay.example.com (Postfix) with " with " id 1; " AT ("23", "10:00:00")

const EncounterCase encounter_cases_received[] = {
  { "received-forged",
    "TLS is told of a hop that was seen in clear text",
    { { FIRST, "198.51.100.4", "192.0.2.10", 0, 0 },
      { HOP ("relay.example.com", "mail.example.org", OF_RELAY ("pc.example.com (pc [198.51.100.4])", "ESMTPS")), NULL,
        NULL, 0, 1 } },
    { 1, SEVERITY_MEDIUM, 1, 24, "got the mail by TLS, but in session 1 it crossed in clear text" },
    false,
    0 },
  { "received-forged",
    "another client is told than was seen",
    { { FIRST, "198.51.100.4", "192.0.2.10", 0, 0 },
      { HOP ("relay.example.com", "mail.example.org", OF_RELAY ("bank.example (bank [198.51.100.4])", "ESMTP")), NULL,
        NULL, 0, 1 } },
    { 1, SEVERITY_LOW, 1, 24, "calls itself bank.example, but in session 1 it called itself pc.example.com" },
    false,
    0 },
  { "received-forged",
    "as it was seen",
    { { FIRST, "198.51.100.4", "192.0.2.10", 0, 0 },
      { HOP ("relay.example.com", "mail.example.org", OF_RELAY ("pc.example.com (pc [198.51.100.4])", "ESMTP")), NULL,
        NULL, 0, 1 } },
    SILENT,
    false,
    0 },
  { "received-forged",
    "a proxy stood between the client and its server",
    { { FIRST, "198.51.100.4", "192.0.2.10", 0, 0 },
      { HOP ("relay.example.com", "mail.example.org", OF_RELAY ("proxy.example.com (proxy [192.0.2.77])", "ESMTPS")),
        NULL, NULL, 0, 1 } },
    SILENT,
    false,
    0 },
  { 0 },
};
