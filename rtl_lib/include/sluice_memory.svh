// SPDX-License-Identifier: Apache-2.0
// Where memory images are read from: a string that ends in a slash. The default suits tools that run
// in the folder which holds rtl/ and mem/. Others define SLUICE_MEM_DIR first, on the command line
// (with the quotes) or here. The images' names begin with the design's, so that several designs
// may share a folder.
`ifndef SLUICE_MEM_DIR
`define SLUICE_MEM_DIR "mem/"
`endif
