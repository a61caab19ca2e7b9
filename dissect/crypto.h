/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcrypto made ready: called before its first use, so that it reads no file. */
#ifndef SMTPLENS_CRYPTO_H
#define SMTPLENS_CRYPTO_H

/* As often as wanted; only the first call does something. */
void crypto_prepare (void);

#endif
