/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters over sessions, as a user writes them:
 *
 *   from ~ bank && exposed && tls == none
 *   server.port in (25, 587) and not (helo ~ /^\[/ or client.ip == 10.0.0.0/8)
 *
 *   filter     = and *( ( "||" / "or" ) and )
 *   and        = not *( ( "&&" / "and" ) not )
 *   not        = *( "!" / "not" ) ( "(" filter ")" / comparison )
 *   comparison = field [ ( "==" / "!=" / "<" / "<=" / ">" / ">=" / "~" / "!~" ) value
 *                        / [ "not" ] "in" "(" value *( "," value ) ")" ]
 *   value      = word / '"' text '"' / "'" text "'" / "/" pattern "/"   (a pattern behind ~ and !~ alone)
 *
 * The words eq, ne, lt, le, gt, ge, contains and matches stand for the signs.  Fields are
 * the rows of filter-field.c.
 *
 * What a comparison means:
 * - A field has as many values as the session has: several recipients, mails, findings.  It holds if
 *   any of them does.
 * - A field without a value, for it is not known or not there, meets no comparison at all.
 * - "!=", "!~" and "not in" say that there is a value and that none of the values is so.  "!" in front turns
 *   the whole around: !(subject == x) holds without a subject, too.
 * - A field alone holds where it has a value; a number where it is not 0; some (tls, exposed,
 *   forged, end_to_end) as their row says.
 *
 * Evaluation cannot fail, and allocates only for patterns.  Each comparison looks at the whole session: two of
 * them may be met by different mails of it. */
#ifndef SMTPLENS_SESSION_FILTER_H
#define SMTPLENS_SESSION_FILTER_H

#include "smtp-session.h"

enum {
  FILTER_TEXT_MAX = 4096, /* octets of a filter */
  FILTER_DEPTH_MAX = 50,  /* parentheses and "not" inside one another */
  FILTER_LIST_MAX = 256,  /* values behind "in" */
};

typedef struct SessionFilter SessionFilter;

typedef struct FilterError {
  size_t at;     /* octet of the text, from 0; its length where more was expected at the end */
  size_t column; /* the same in columns of a terminal, from 0 */
  char *text;    /* one sentence without its full stop, printable; NULL: no error */
} FilterError;
void filter_error_clear (FilterError *error);

/* NULL with an error where the text is no filter; UTF-8 is expected.  Empty text is an error. */
SessionFilter *session_filter_new (const char *text, FilterError *error);
/* NULL is fine. */
void session_filter_free (SessionFilter *filter);

/* Whether a session, which may still be open, meets the filter. */
bool session_filter_matches (const SessionFilter *filter, const SmtpSession *session);

/* The filter in one spelling, which reads back to an equal one; g_free. */
char *session_filter_print (const SessionFilter *filter);
/* Whether it is "a || b", so that it needs parentheses in front of another "&&". */
bool session_filter_is_choice (const SessionFilter *filter);
/* A value as a filter has to write it, in quotation marks where it needs them; g_free. */
char *session_filter_quote (const char *value);
bool session_filter_equal (const SessionFilter *a, const SessionFilter *b);

#endif
