/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sink: where events and finished sessions go.  One row in report/sinks.c. */
#ifndef SMTPLENS_SINK_H
#define SMTPLENS_SINK_H

#include "check.h"
#include "sender.h"
#include "smtp-session.h"

#include <stdio.h>

/* What a mail becomes in an export. */
typedef enum StoreForm { STORE_EML, STORE_MBOX, STORE_MAILDIR, STORE_FORMS } StoreForm;

typedef struct SinkOptions {
  FILE *output;     /* borrowed; of a face */
  const char *path; /* borrowed; where a sink that makes files makes them */
  bool show_secrets;
  bool redact;       /* hide message text and local parts */
  const char *where; /* borrowed; a good filter that the UI begins with; NULL: none */
  bool live;         /* flush after each session */
  bool color;
  unsigned columns; /* of the terminal; 80 where there is none */
  /* What a sink keeps that keeps sessions, about: how many, and of how many octets of
   * memory without their mails.  0: as the sink likes. */
  uint64_t kept_sessions, kept_octets;
  /* The name of input `file` (Origin.file) as it was given; for "file" and headings. */
  const char *(*file_name) (gpointer user, uint32_t file);
  StoreForm store_form;
  bool store_attachments; /* also as files of their own */
  /* One line for standard error. */
  void (*tell) (gpointer user, const char *line);
  gpointer user;
} SinkOptions;

/* What a file says of one of its interfaces; strings as they stand there, NULL where it
 * says nothing. */
typedef struct SummaryInterface {
  const char *name, *description, *hardware, *system, *filter;
  unsigned link_type;
  uint64_t packets; /* in the file */
  bool has_received, has_lost;
  uint64_t received;         /* by the interface while the file was made */
  uint64_t lost;             /* of them, before they came to the file */
  const GPtrArray *comments; /* of char *; NULL: none */
} SummaryInterface;

typedef struct SummaryFile {
  const char *name;
  uint64_t packets;
  const char *damage;      /* NULL: none */
  const char *damage_told; /* the same in the user's language */
  /* The same of the file. */
  const char *application, *system, *hardware, *name_server;
  const GPtrArray *comments;
  SummaryInterface *interfaces;
  size_t interface_count;
} SummaryFile;

typedef struct SummaryLimit {
  const char *name; /* as in --limit NAME=VALUE */
  uint64_t hit;
} SummaryLimit;

/* What was seen of others who asked the DNS. */
typedef struct SummaryDns {
  uint64_t messages; /* all, also those that are none of the following */
  uint64_t questions, answers;
  uint64_t unasked;   /* answers whose question was not seen: not believed */
  uint64_t second;    /* answers that differ from the first one to their question: not believed */
  uint64_t malformed; /* messages */
} SummaryDns;

/* A wireless network over which data went; its station is not filled in. */
typedef struct SummaryNetwork {
  FlowWifi wifi;
  uint64_t frames;    /* of data */
  uint64_t protected; /* of them */
  uint64_t unread;    /* of the protected ones */
  const char *why;    /* they could not be read; static, NULL where all were */
} SummaryNetwork;

/* The whole run. */
typedef struct RunSummary {
  uint64_t packets, octets, connections, sessions, messages, gaps, gap_octets;
  uint64_t checksum_bad, truncated, malformed, unknown_link, fragments;
  uint64_t too_deep;     /* packets in more tunnels than are followed */
  int unknown_link_type; /* of the first packet of unknown_link */
  uint64_t kernel_dropped, interface_dropped;
  uint64_t recorded_lost; /* packets that the files say were lost while they were made */
  uint64_t damaged;       /* packets that their receiver says did not come whole */
  SummaryDns dns;
  /* 802.11: all frames; those damaged on the air; those sent again; protected ones with
   * data, and those of them that no key opened. */
  uint64_t wifi_frames, wifi_damaged, wifi_repeats, wifi_protected, wifi_unread;
  const SummaryNetwork *networks;
  size_t network_count;
  uint64_t findings[SEVERITIES];
  bool selection;    /* the numbers are of sessions that the user chose to save; octets are of streams */
  const char *where; /* --where: only sessions that meet it were shown; NULL: all were */
  uint64_t session;  /* --session: only that one was shown; 0: all were */
  uint64_t shown;    /* so many of them */
  uint64_t findings_shown[SEVERITIES]; /* those in them */
  uint64_t senders[SENDER_VERDICTS];   /* mails by the verdict about their sender */
  const SummaryLimit *limits;          /* those that were met */
  size_t limit_count;
  const SummaryFile *files;
  size_t file_count;
} RunSummary;

typedef struct SinkType {
  const char *name;                              /* as in --format NAME */
  const char *summary;                           /* one line for --help */
  bool needs_mail_data;                          /* wants message->data after the session's end */
  gpointer (*open) (const SinkOptions *options); /* copies options; NULL where it could not, which it told */
  /* May be NULL.  Borrowed until it returns. */
  void (*event) (gpointer sink, SmtpSession *session, const SmtpEvent *event);
  /* A session ended, its checks were run.  To keep it, take a reference. */
  void (*session) (gpointer sink, SmtpSession *session);
  /* The end: writes what is left and frees the sink.  False where output failed. */
  bool (*close) (gpointer sink, const RunSummary *summary);
} SinkType;

#endif
