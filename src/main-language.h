/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's language, as the environment asks for it. */
#ifndef SMTPLENS_MAIN_LANGUAGE_H
#define SMTPLENS_MAIN_LANGUAGE_H

/* Before anything is said; once. */
void language_begin (void);

#endif
