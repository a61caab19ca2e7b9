/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an HTML text, for reading on a terminal; private to mails. */
#ifndef SMTPLENS_HTML_TEXT_H
#define SMTPLENS_HTML_TEXT_H

#include <glib.h>

/* Valid UTF-8 in and out.  Tags go, scripts and styles with what is in them;
 * block tags become line ends, white space one space, common entities characters.
 * "[hidden]" stands in front of what a style hides, "<target>" behind a link. */
GString *html_text_reduce (const GString *html);

#endif
