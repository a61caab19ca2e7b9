/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that a list shows only where the user chose their columns.  They are said each time they
 * are drawn, and kept nowhere: most lists never show them. */
#ifndef SMTPLENS_MODEL_MORE_H
#define SMTPLENS_MODEL_MORE_H

#include "model.h"

/* Numbered behind those that each row keeps. */
typedef enum MoreCell {
  CELL_ID = CELLS,
  CELL_DATE,
  CELL_CLIENT_PORT,
  CELL_SERVER_PORT,
  CELL_DURATION,
  CELL_PACKETS,
  CELL_OCTETS,
  CELL_HELO,
  CELL_ACCOUNT,
  CELL_TLS,
  CELL_MAILS,
  CELL_FINDINGS,
  CELL_LINK,
  MORE_CELLS
} MoreCell;

typedef enum MoreMailCell {
  MAIL_CELL_SESSION = MAIL_CELLS,
  MAIL_CELL_CLIENT,
  MAIL_CELL_SERVER,
  MAIL_CELL_REVERSE_PATH,
  MAIL_CELL_CC,
  MAIL_CELL_DATE,
  MAIL_CELL_MESSAGE_ID,
  MAIL_CELL_OUTCOME,
  MAIL_CELL_WHY,
  MORE_MAIL_CELLS
} MoreMailCell;

typedef enum MoreLoginCell {
  LOGIN_CELL_SESSION = LOGIN_CELLS,
  LOGIN_CELL_DATE,
  LOGIN_CELL_HELO,
  LOGIN_CELL_TLS,
  MORE_LOGIN_CELLS
} MoreLoginCell;

/* Those of a way are those of its mail. */
#define PATH_CELL_OF(mail_cell) (PATH_CELLS + (mail_cell) -MAIL_CELLS)

/* What stands in such a cell, printable UTF-8, "" where nothing is known; g_free. */
char *model_more_of_session (const Model *model, const SessionRow *row, MoreCell cell);
char *model_more_of_mail (const Model *model, const MailRow *mail, MoreMailCell cell);
char *model_more_of_login (const Model *model, const LoginRow *login, MoreLoginCell cell);
char *model_more_of_path (const Model *model, const PathRow *path, int cell);

/* By what it is sorted, if that is a number: false, and nothing written, where it is its words. */
bool model_number_of_session (const SessionRow *row, MoreCell cell, uint64_t *number);
bool model_number_of_mail (const MailRow *mail, MoreMailCell cell, uint64_t *number);
bool model_number_of_login (const LoginRow *login, MoreLoginCell cell, uint64_t *number);
bool model_number_of_path (const PathRow *path, int cell, uint64_t *number);
/* The mail whose way it is, as a row that is in no list. */
MailRow path_mail (const PathRow *path);

#endif
