/* SPDX-License-Identifier: Apache-2.0 */
/* Registers that are a simulation: included before the driver, whose accesses come here. */
#ifndef SHIM_H
#define SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
uint32_t shim_read32(uintptr_t address);
void shim_write32(uintptr_t address, uint32_t value);
#ifdef __cplusplus
}
#endif

#define SLUICE_READ32(address) shim_read32(address)
#define SLUICE_WRITE32(address, value) shim_write32(address, value)

#endif
