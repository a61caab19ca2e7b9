/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lesson: steps through a capture, each a place to look at and a short text.  The
 * text of its file becomes a Tour; that opens no files, draws nothing, and knows no sessions.
 *
 * The form is that of key files: "[lesson]" and "[step]" before the lines of each, "#"
 * before a remark, "key=value", and "key[ja]=value" for what is told in a language.  In
 * values \n begins a paragraph, \\ is a backslash. */
#ifndef SMTPLENS_TOUR_H
#define SMTPLENS_TOUR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOUR_OCTETS_MAX = 128 * 1024, TOUR_STEPS_MAX = 64, TOUR_VALUE_OCTETS_MAX = 4096, TOUR_OPTION_VALUES_MAX = 4 };

typedef struct TourStep {
  unsigned line;    /* of its heading */
  char *view;       /* the id of a view that tour_has_view */
  uint64_t session; /* of a view of one session; 0: none */
  unsigned mail;    /* 0: none */
  uint64_t packet;  /* in the dialogue; 0: none */
  char *row;        /* what stands in the row that is meant; NULL: none */
  char *finding;    /* id of the finding that is meant; NULL: none */
  char *filter;     /* NULL: none */
  char *text;       /* printable, LF between paragraphs */
} TourStep;

/* What a lesson may ask for on the command line. */
typedef enum TourOption { TOUR_TLS_KEYS, TOUR_DNS, TOUR_WIFI_KEY, TOUR_OPTIONS } TourOption;

typedef struct Tour {
  char *title;                      /* printable; "" where there is none */
  GPtrArray *steps;                 /* of TourStep *, at least one */
  GPtrArray *options[TOUR_OPTIONS]; /* of char *; files are named without a directory */
} Tour;

/* Takes what it can.  `languages`: as from g_get_language_names, the best first; NULL:
 * English.  Lines that are wrong are told, numbered from 1, and left out, a step that lacks something
 * with them, by the line of its heading; `why` is one printable sentence without a stop.  NULL where no step is left.
 */
typedef void (*TourWrong) (gpointer user, unsigned line, const char *why);
Tour *tour_read (const char *text, size_t length, const char *const *languages, TourWrong wrong, gpointer user);
/* NULL is fine. */
void tour_free (Tour *tour);

/* Whether a step may show the view of this id; `of_session`: it is one of a session's. */
bool tour_has_view (const char *id, bool *of_session);

#endif
