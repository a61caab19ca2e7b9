/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the UI has seen so far: sessions, open and ended, and the progress of the
 * reading.  Written by the sink's callbacks, read by the views. */
#ifndef SMTPLENS_MODEL_H
#define SMTPLENS_MODEL_H

#include "../dissect/check.h"
#include "../dissect/mail-path.h"
#include "../dissect/session-filter.h"
#include "../dissect/sink.h"
#include "hosts.h"
#include "keymap.h"
#include "moment.h"
#include "pace.h"
#include "row-order.h"
#include "row-words.h"
#include "tally.h"
#include "wording.h"

/* Sessions kept, and about how many octets they may take without their mails (which
 * have a limit of their own), where SinkOptions does not say; further ones are counted and
 * told in the status line. */
enum { MODEL_SESSIONS_MAX = 4000000, MODEL_OCTETS_MAX = 512 * 1024 * 1024 };

/* The lists of rows that can be filtered and sorted. */
typedef enum RowKind { ROWS_SESSIONS, ROWS_MAILS, ROWS_LOGINS, ROWS_PATHS, ROWS_HOSTS, ROW_KINDS } RowKind;

enum { NO_ROW = G_MAXUINT };

/* What a row of the session list says. */
typedef enum Cell {
  CELL_TIME,
  CELL_CLIENT,
  CELL_SERVER,
  CELL_FROM,
  CELL_TO,
  CELL_SUBJECT,
  CELL_EXPOSED,
  CELL_FORGED,
  CELL_OUTCOME,
  CELLS
} Cell;

typedef struct SessionRow {
  SmtpSession *session; /* a reference */
  guint index;          /* in Model.rows */
  bool open;            /* more will come */
  bool waits;           /* it changed, and they have to be asked again */
  bool left;            /* its memory is in the store, and stays there when the row goes */
  bool marked;          /* by the user: model_mark_session */
  guint changes;        /* how often it went on */
  guint mails_seen;     /* transactions that were looked at for mails */
  guint logins_seen;
  guint last_mail, last_login; /* of its rows, in Model.mails and .logins; NO_ROW: none */
} SessionRow;

/* The most that stood in the clear, from the least bad on. */
typedef enum Exposed {
  EXPOSED_NOTHING, /* nothing was sent */
  EXPOSED_ALL,     /* TLS would hide it, but it is not told that it does */
  EXPOSED_TLS,     /* all is inside TLS */
  EXPOSED_ENVELOPE,
  EXPOSED_HEADERS,
  EXPOSED_MAIL,
  EXPOSED_PASSWORD,
} Exposed;

/* How much speaks against the senders of its mails. */
typedef enum Forged {
  FORGED_NOT, /* they are proven */
  FORGED_UNKNOWN,
  FORGED_LOW, /* a finding of this severity */
  FORGED_MEDIUM,
  FORGED_HIGH,
  FORGED_CRITICAL,
} Forged;

/* What a row of the mail index says. */
typedef enum MailCell {
  MAIL_CELL_TIME,
  MAIL_CELL_FROM,
  MAIL_CELL_TO,
  MAIL_CELL_SUBJECT,
  MAIL_CELL_SIZE,
  MAIL_CELL_FILES,
  MAIL_CELL_EXPOSED,
  MAIL_CELL_SENDER,
  MAIL_CELLS
} MailCell;

typedef struct MailRow {
  SessionRow *row; /* of its session */
  const SmtpTransaction *transaction;
  guint index;  /* in Model.mails */
  guint before; /* there: the mail before it of the same session; NO_ROW: none */
  bool marked;  /* by the user: model_mark_mail */
} MailRow;

/* What a row of the list of logins says. */
typedef enum LoginCell {
  LOGIN_CELL_TIME,
  LOGIN_CELL_CLIENT,
  LOGIN_CELL_SERVER,
  LOGIN_CELL_MECHANISM,
  LOGIN_CELL_ACCOUNT,
  LOGIN_CELL_SECRET,
  LOGIN_CELL_RESULT,
  LOGIN_CELL_EXPOSED,
  LOGIN_CELLS
} LoginCell;

typedef struct LoginRow {
  SessionRow *row;
  const SmtpAuth *auth;
  guint index; /* the same in Model.logins */
  guint before;
} LoginRow;

/* What a row of the list of ways says. */
typedef enum PathCell {
  PATH_CELL_TIME,
  PATH_CELL_FROM,
  PATH_CELL_SUBJECT,
  PATH_CELL_SEEN,
  PATH_CELL_TOLD,
  PATH_CELL_COVERS,
  PATH_CELL_CHANGED,
  PATH_CELLS
} PathCell;

/* One mail that has a way: seen on several hops, or with Received fields that tell of them. */
typedef struct PathRow {
  SessionRow *row; /* of the latest session that knows most of the way */
  const SmtpTransaction *transaction;
  guint index;   /* in Model.paths */
  guint changes; /* how often another session took it over */
  bool waits;    /* it changed, and it has to be asked again whether it is shown */
  bool gone;     /* it turned out to be the same as another */
} PathRow;

/* Findings of one check and one severity, in all sessions. */
typedef struct FindingRow {
  SessionRow *row;
  const Finding *finding;
} FindingRow;

typedef struct FindingGroup {
  const Check *check;
  Severity severity;
  GArray *rows;        /* of FindingRow, as they came */
  const GArray *shown; /* of them those in sessions that are shown; may be the same */
  /* Private to model-filter.c. */
  GArray *taken, *next; /* NULL: all are */
  guint judged, next_judged;
} FindingGroup;

/* Rows that can be marked. */
typedef enum MarkKind { MARKS_SESSIONS, MARKS_MAILS, MARK_KINDS } MarkKind;

/* What ended sessions that the filters take come to; model-counts.c. */
typedef struct RowCounts {
  GByteArray *counted; /* a bit for each row of a session that is counted */
  GArray *hosts;       /* of HostCounts, by the index of the HostRow */
  Tally tally;
} RowCounts;

/* What the filters take, in the order of capture. */
typedef struct RowSet {
  bool all;         /* they take every session */
  RowCounts counts; /* empty with that: the model's own are those */
  GPtrArray *rows[ROW_KINDS];
  GByteArray *has[ROW_KINDS]; /* a bit for each row that there is */
  guint judged[ROW_KINDS];    /* rows that were asked; fewer than there are while that goes on */
  guint version[ROW_KINDS];
} RowSet;

/* Which sessions are shown. */
typedef struct FilterChoice {
  SessionFilter *filter; /* NULL: none */
  char *text;            /* as it was written; NULL with it */
  bool only_findings;    /* only sessions in which something was found */
  bool off;              /* all are shown whatever they say */
} FilterChoice;

typedef struct ModelFilters {
  SessionFilter *filter; /* what is wanted, as in FilterChoice */
  char *text;
  bool only_findings;
  bool off;
  /* All are asked again, since that changed; what was taken before stays until all were. */
  bool again;
  FilterChoice before;
  RowSet taken, next;
  GPtrArray *waiting;       /* of SessionRow *: those to ask again */
  GPtrArray *paths_waiting; /* of PathRow *: the same */
  guint version;            /* of what is taken: one more each time that all were asked */
} ModelFilters;

/* By what a list is sorted. */
typedef struct ModelSort {
  int cell; /* below 0: by the order of capture */
  bool descending;
  RowOrder *order; /* NULL with that */
  GPtrArray *rows;
  guint order_version, set_version;
  guint filters_version; /* of ModelFilters: that of the rows */
  gint64 rests_until;    /* while sessions come, the list stays as it is until then; monotonic */
  /* The order that is being made and will take its place; NULL: none is. */
  RowOrder *next;
  int next_cell;
  bool next_descending;
} ModelSort;

typedef struct Model {
  GPtrArray *rows;  /* of SessionRow *, in the order in which SMTP was recognised */
  GHashTable *open; /* SmtpSession * to SessionRow * */
  GPtrArray *mails; /* of MailRow *, in the order in which they were met */
  Tally tally;
  Hosts *hosts;        /* that had a part in ended sessions */
  GPtrArray *logins;   /* of LoginRow *, the same */
  GPtrArray *paths;    /* of PathRow *, the same */
  GHashTable *path_of; /* a hop that was seen to its PathRow *; private to model-paths.c */
  GHashTable *row_of;  /* a session's id to its SessionRow *, made when it is asked for */
  guint rows_of;       /* rows that are in it */
  GPtrArray *found;    /* of FindingGroup *: the worst first, then by the name of the check */
  /* What lists show, in their order; other arrays after model_filter_work. */
  GPtrArray *shown;        /* of SessionRow *: those that the filters take */
  GPtrArray *shown_mails;  /* of MailRow *: the mails of these */
  GPtrArray *shown_logins; /* of LoginRow *: their logins */
  GPtrArray *shown_paths;  /* of PathRow *: mails with a hop in one of them */
  GPtrArray *shown_hosts;  /* of HostRow *: with a part in one of them that ended */
  ModelFilters filters;
  guint marked[MARK_KINDS]; /* how many are */

  ModelSort sorts[ROW_KINDS];
  SinkOptions options;
  Wording wording;
  RowWords *words;        /* of rows that were shown last */
  guint rewordings;       /* how often all words became other ones */
  TimeStyle times;        /* in lists */
  TimeStyle ladder_times; /* in the dialogue of a session */
  KnownSecrets secrets;
  unsigned ip_columns[2][2]; /* the widest address so far: by Side, and of IPv4 or all */
  uint64_t most;             /* sessions kept */
  uint64_t octets_most;      /* of memory for them */
  uint64_t octets_kept;      /* about, of sessions that ended */
  const char *full;          /* why no more are kept; NULL: they are */
  ArenaStore *store;         /* of the sessions; NULL: none */
  guint looked_at;           /* sessions, since what is in the store was told to rest */
  uint64_t left_out;         /* sessions not kept */
  uint64_t messages;
  uint64_t findings[SEVERITIES];
  /* Progress */
  uint64_t packets, octets, octets_all;
  bool reading, live;
  char *source;          /* printable */
  char *source_given;    /* as it was given; NULL: not yet */
  GPtrArray *file_notes; /* of char *: what the capture files say of themselves, printable; NULL: nothing yet */
  const Keymap *keys;    /* borrowed: those that texts name; NULL: none */
  Pace pace;
  uint64_t memory, spool; /* octets of memory that the program takes, and of mails in its file; 0: not known */
  char *damage;           /* what the end told of damaged input; NULL: none */
  uint64_t dropped;       /* packets the kernel or the interface dropped */
  uint64_t unread;        /* protected frames of Wi-Fi that no key opened */
  char *network;          /* the name of the busiest network that has such, or its address; NULL: none */
  const char *why;        /* they were not read; static */
} Model;

Model *model_new (const SinkOptions *options);
void model_free (Model *model);

/* As the sink's callbacks of the same names. */
void model_event (Model *model, SmtpSession *session, const SmtpEvent *event);
void model_session (Model *model, SmtpSession *session);
void model_close (Model *model, const RunSummary *summary);
/* A sentence of ours with the keys of two actions in it, as the user has them; g_free. */
char *model_keys_say (const Model *model, const char *format, Action one, Action other)
    __attribute__ ((format (printf, 2, 0)));
/* The name of the input; NULL: unknown. */
void model_set_source (Model *model, const char *source);

/* The row's words, said anew where the session went on.  They stay until ROW_WORDS_KEPT other rows were
 * asked for. */
char *const *model_cells (const Model *model, SessionRow *row);
/* The row of the list, of those that are shown. */
SessionRow *model_row (const Model *model, size_t index);
/* The same of a mail.  In model-mails.c. */
char *const *model_mail_cells (const Model *model, MailRow *mail);
MailRow *model_mail (const Model *model, size_t index);
/* Looks for mails of a session that were not met yet; inner door of model.c. */
void model_take_mails (Model *model, SessionRow *row);
void mail_row_free (gpointer mail);
/* Whom the mail names as its author, else whom the envelope names; and its subject.  g_free. */
char *mail_author_words (Wording wording, const SmtpTransaction *transaction);
char *mail_subject_words (Wording wording, const MailMessage *message);
/* Its first author alone, address first. */
char *mail_first_author_words (Wording wording, const SmtpTransaction *transaction);
unsigned mail_attachments (const MailMessage *message);
Exposed mail_exposed (const SmtpSession *session, const SmtpTransaction *transaction);
/* Logins, the same.  In model-logins.c. */
char *const *model_login_cells (const Model *model, LoginRow *login);
LoginRow *model_login (const Model *model, size_t index);
void model_take_logins (Model *model, SessionRow *row);
void login_row_free (gpointer login);
/* How bad what the path was given is, for comparing. */
unsigned login_exposed (const SmtpAuth *auth);
/* Ways of mails, the same.  In model-paths.c. */
char *const *model_path_cells (const Model *model, PathRow *path);
PathRow *model_path (const Model *model, size_t index);
/* What its cells say, for comparing: when its first hop was, how many were seen, the words of the hops (g_free),
 * and how much was changed. */
int64_t path_first_time (const PathRow *path);
size_t mail_path_seen (const MailPath *way);
char *mail_path_cover_words (const MailPath *way);
unsigned mail_path_change (const MailPath *way);
/* Ended sessions alone: until then no way is known. */
void model_take_paths (Model *model, SessionRow *row);
/* Whether one of its hops is in a session that is in the set. */
bool model_path_is_in (Model *model, const RowSet *set, const PathRow *path);
/* The row of the session with this id; NULL: not kept. */
SessionRow *model_row_of (Model *model, uint64_t session);
void model_paths_init (Model *model);
void model_paths_clear (Model *model);
/* The same for the findings of a session that has ended.  In model-findings.c. */
void model_take_findings (Model *model, SessionRow *row);
void finding_group_free (gpointer group);

/* --- filters, in model-filter.c --- */

/* Puts a filter in place of the one there is; "" for none.  False with an error where it is
 * wrong: what there was stays. */
bool model_filter_set (Model *model, const char *text, FilterError *error);
void model_filter_turn (Model *model, bool off);
void model_filter_only_findings (Model *model, bool only);
/* Whether there is one at all, on or off. */
bool model_has_filters (const Model *model);
/* Whether sessions may be left out. */
bool model_is_filtered (const Model *model);
/* Brings what is shown up to date, in what the filters take and in its order, for some
 * milliseconds; true: there is more to do.  Until all were asked, lists show what they showed. */
bool model_filter_work (Model *model);
/* So many sessions were looked at: from time to time they may leave memory. */
void model_look (Model *model, guint sessions);
/* Whether all sessions are being asked, or a list is being sorted: for words that say so. */
bool model_is_working (const Model *model);
/* Takes that back, so that all stays as it was before; false: nothing was under way. */
bool model_work_cancel (Model *model);
/* Of every session so many percent were asked. */
unsigned model_filter_percent (const Model *model);
bool model_is_shown (const Model *model, const SessionRow *row);
/* The row went on; inner doors of model.c and model-paths.c. */
void model_filter_touch (Model *model, SessionRow *row);
void model_filter_touch_path (Model *model, PathRow *path);
void model_filter_add_group (Model *model, FindingGroup *group);
bool row_set_has (const RowSet *set, RowKind kind, guint row);
void model_filter_init (Model *model);
void model_filter_clear (Model *model);
/* A row of the set is asked, or asked again: it has it now or not; inner doors of model-counts.c. */
void row_set_turn (RowSet *set, RowKind kind, gpointer row, bool taken);

/* --- what they come to, in model-counts.c --- */

/* Whether that is all there is, whatever filter is on its way. */
bool model_shows_all (const Model *model);
/* Of the sessions that the filters take, those that ended. */
const Tally *model_tally (const Model *model);
const HostCounts *model_host_counts (const Model *model, const HostRow *host);
/* The words of its row, as of sessions. */
char *const *model_host_cells (const Model *model, HostRow *host);
/* The packets' clock has come to this, also where no session began. */
void model_reach (Model *model, int64_t now);
/* Takes note of both hosts of a session that ended. */
void model_take_hosts (Model *model, const SessionRow *row);
/* Inner doors of model-filter.c: a session that ended and is taken, which may be counted already. */
void model_count_session (Model *model, RowSet *set, const SessionRow *row);
void row_counts_init (RowCounts *counts);
void row_counts_clear (RowCounts *counts);
bool row_counts_have (const RowCounts *counts, const HostRow *host);

/* --- marks, in model-marks.c --- */

void model_mark_session (Model *model, SessionRow *row, bool marked);
void model_mark_mail (Model *model, MailRow *mail, bool marked);
/* Takes all of a kind off, also where filters hide their rows. */
void model_mark_none (Model *model, MarkKind kind);
/* All marked rows, of SessionRow * or MailRow *, in the order of the list, and how many of them
 * the filters hide (`hidden` may be NULL); g_ptr_array_unref. */
GPtrArray *model_marked_sessions (const Model *model, guint *hidden);
GPtrArray *model_marked_mails (const Model *model, guint *hidden);

/* --- order, in model-sort.c --- */

/* Sorts a list by one of its cells (a Cell, MailCell, LoginCell, PathCell or HostCell): times, numbers and
 * addresses by what they are, what is exposed, forged or changed by how bad it is, text without
 * regard to case, and what is not there first.  Rows that say the same stand in the order of capture,
 * whichever way it goes.  A cell below 0: the order of capture.
 *
 * It is made by model_filter_work, in slices, and takes the place of the one there is when it is
 * whole; rows that come later are put where they belong. */
void model_sort (Model *model, RowKind kind, int cell, bool descending);
/* By which cell a list is sorted, or is going to be; below 0: it is in the order of capture. */
int model_sorted_by (const Model *model, RowKind kind, bool *descending);
/* Whether a list is being sorted, and of that so many percent. */
bool model_is_sorting (const Model *model, RowKind kind);
unsigned model_sort_percent (const Model *model, RowKind kind);
/* What a list shows, in its order: of SessionRow *, MailRow *, LoginRow *, PathRow * or HostRow *. */
const GPtrArray *model_rows (const Model *model, RowKind kind);
/* All there is of a kind, in the order of capture. */
const GPtrArray *model_all_rows (const Model *model, RowKind kind);
/* Where a row of the list is now, or the first behind it.  Takes no longer in long lists. */
size_t model_place (const Model *model, RowKind kind, gconstpointer row);
/* Inner doors of model-filter.c. */
bool model_sort_work (Model *model, gint64 end);
bool model_sort_cancel (Model *model);
void model_sort_touch (Model *model, RowKind kind, guint row);
void model_sort_init (Model *model);
void model_sort_clear (Model *model);
/* The words of a kind's cell are other ones now. */
void model_sort_reword (Model *model);
/* All keys of a kind may be other ones now. */
void model_sort_again (Model *model, RowKind kind);
guint model_row_index (RowKind kind, gconstpointer row);
/* Appends by what a row is sorted; in model-keys.c. */
void model_row_key (const Model *model, RowKind kind, int cell, guint row, GByteArray *key);

/* Every row has to be said anew: secrets were shown or hidden. */
void model_reword (Model *model, bool secrets);
/* The next way to tell times, in lists or in the ladder. */
void model_turn_times (Model *model, bool ladder);
/* A time as lists tell it now, in eight columns; g_free. */
char *model_time (const Model *model, int64_t time);

/* The most that stood in the clear in any mail or login of it. */
Exposed session_exposed (const SmtpSession *session);
Forged session_forged (const SmtpSession *session);
/* How it ended, or its first mail; g_free. */
char *session_outcome_words (const SmtpSession *session, bool open);
/* Severity of the worst finding against the sender; false: none. */
bool session_forgery (const SmtpSession *session, Severity *severity);

#endif
