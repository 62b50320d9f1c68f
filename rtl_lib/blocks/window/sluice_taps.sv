// SPDX-License-Identifier: Apache-2.0
// sluice_taps: finds the taps of each output pixel in the words of a sluice_window operation. Wires
// only.
//
// In: Rows x Columns words, row-major, each of Lanes channels of InPixels pixels: lane i of pixel j at
//   element i*InPixels + j; and for each word and pixel whether it is inside the image.
// Out: for each of Pixels neighbouring output pixels Rows x Taps taps, row-major: lane i of tap k of
//   output pixel v at element (v*Rows*Taps + k)*Lanes + i. Of a row, tap t of output pixel v is pixel
//   Phase + v*PixelStep + t*TapStep of the Columns*InPixels.
// Limits: the last of these pixels is there.
module sluice_taps #(
    parameter int Lanes = 1,      // channels of a beat
    parameter int LaneBits = 8,   // bits of a channel's element
    parameter int Rows = 1,       // rows of words, and of taps
    parameter int Columns = 3,    // words of a row
    parameter int InPixels = 1,   // pixels of a word
    parameter int Taps = 3,       // taps of a row
    parameter int Pixels = 1,     // output pixels at once: 1, 2, 4 or 8
    parameter int Phase = 0,      // where in the words of an operation the first tap is, in pixels
    parameter int PixelStep = 1,  // pixels from an output's taps to its neighbour's
    parameter int TapStep = 1     // pixels from tap to tap of an output
) (
    input  logic [Rows*Columns*Lanes*InPixels*LaneBits-1:0] words_i,  // the words of an operation
    input  logic [Rows*Columns*InPixels-1:0]                inside_i,  // of each word and pixel whether it is inside the image
    output logic [Pixels*Rows*Taps*Lanes*LaneBits-1:0]      taps_o,  // the taps of each output pixel
    output logic [Pixels*Rows*Taps-1:0]                     inside_o  // of each tap whether it is inside the image
);

  if (Phase + (Pixels - 1) * PixelStep + (Taps - 1) * TapStep >= Columns * InPixels)
  begin : gen_rule_columns
    sluice_rule_columns_hold_all_taps u_rule ();
  end

  for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
    for (genvar r = 0; r < Rows; r++) begin : gen_row
      for (genvar t = 0; t < Taps; t++) begin : gen_tap
        localparam int X = Phase + v * PixelStep + t * TapStep;
        localparam int Word = r * Columns + X / InPixels;
        localparam int From = X % InPixels;
        localparam int To = (v * Rows + r) * Taps + t;
        assign inside_o[To] = inside_i[Word*InPixels+From];
        for (genvar i = 0; i < Lanes; i++) begin : gen_lane
          assign taps_o[(To*Lanes+i)*LaneBits+:LaneBits] =
              words_i[((Word*Lanes+i)*InPixels+From)*LaneBits+:LaneBits];
        end
      end
    end
  end

  // Not every pixel of the outer words is a tap.
  logic unused;
  assign unused = ^{words_i, inside_i};

endmodule
