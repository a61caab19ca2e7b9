/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line, after tcpdump's and tshark's habits. */
#ifndef SMTPLENS_OPTIONS_H
#define SMTPLENS_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "stream-policy.h"

#include "../dissect/sink.h"

typedef struct Options {
  GPtrArray *files; /* of char *: what to read; empty: live */
  char *interface;
  bool monitor;
  bool no_promiscuous;
  int buffer_kib;
  int snapshot_length;
  char *filter;          /* NULL: none */
  char *write_file;      /* NULL: none */
  uint64_t packet_count; /* 0: no end */
  int64_t duration;      /* nanoseconds of packet time; 0: no end */
  char *format;          /* NULL: by where standard output goes */
  bool show_secrets;
  bool redact;
  uint64_t session;       /* only this one; 0: all */
  char *where;            /* a filter over sessions; NULL: none */
  char *export_directory; /* NULL: none */
  char *export_hashes;    /* a file; NULL: none */
  char *report;           /* the same */
  StoreForm export_form;
  bool export_attachments;
  char **tls_keys;  /* files, NULL-terminated or NULL */
  char **wifi_keys; /* as they were given; secrets; NULL-terminated or NULL */
  char **dns;       /* zone files, the same */
  bool resolve;     /* ask live DNS */
  char *resolver;   /* its address; NULL: the system's */
  char *fail_on;    /* a severity; NULL: none */
  StreamPolicy policy;
  char **limits; /* "NAME=VALUE", NULL-terminated or NULL */
  char *theme;   /* of the screens; NULL: the standard, or as the configuration says */
  char *ui;      /* NULL: by where standard output goes; screen or line */
  char *profile; /* of the screens, to begin with; NULL: none */
  bool no_state; /* the screens remember nothing */
  bool has_tour;
  char *tour;    /* a lesson, by number, name or path; NULL: which was not said */
  bool no_mouse; /* leave the mouse to the terminal */
  bool dump_keys;
  bool list_interfaces;
  bool list_checks;
  bool help_limits;
  bool help_where;
  bool version;
} Options;

/* Reads argv.  False with one line in `error_text` (g_free) on wrong usage; --help
 * is printed by `help` (text, g_free) and asks for exit 0. */
bool options_parse (Options *options, int argc, char **argv, char **help, char **error_text);
void options_clear (Options *options);

#endif
