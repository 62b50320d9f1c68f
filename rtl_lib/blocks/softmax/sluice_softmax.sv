// SPDX-License-Identifier: Apache-2.0
// Softmax over the channels of each pixel, in integers.
//
//   m = the largest x of the pixel; e = table[m - x]; s = sum of e;
//   q = clamp(round_shift(e * floor(numerator / s), Shift) + ZeroPoint)
// Beats in and out: Groups = ceil(Channels / Lanes) per pixel, in order. Two memories hold a pixel's
// beats: the first the x until their largest is known, the second the e until their sum is divided.
// Let w, i, o be the cycles in which a beat is taken, read from the first memory, from the second;
// "last" the last beat of its pixel:
//   w(n) >= i(n - HoldWords) + 1
//   i(n) >= w(last) + clog2(Lanes) + 3, i(n-1) + 1, o(n - SumWords) + 1
//   o(n) >= d + QuotientBits + 2, o(n-1) + 1, a credit;  d = i(last) + ceil(log3(Lanes)) + 5
// with Serial, d' = max(d + 2, d'(pixel before) + QuotientBits + 1) and o(n) >= d' + QuotientBits + 3.
// The result follows o(n) by 1 cycle and those of sluice_requant_lane and the output FIFO.
// Cycles per frame: pixels * Groups; with Serial, at least QuotientBits + 1 for each pixel.
// Back-pressure: the input waits for room in the first memory. in_ready_o and out_valid_o are registers.
// Limits: 1 <= Lanes <= Channels; the table falls from its first entry, of TableBits <= 31, which is
//   above NumeratorHigh; HoldWords, SumWords >= 2; HoldPixels, SumPixels >= 3 are enough for what the
//   memories hold; numerator = NumeratorHigh * 2^QuotientBits + NumeratorLow, QuotientBits <= 17.
`include "sluice_assert.svh"

module sluice_softmax #(
    parameter int Channels = 10,      // channels of a pixel
    parameter int Lanes = 1,          // channels of a beat
    parameter int TableBits = 16,     // bits of an entry of the table, at most 31
    parameter int SumBits = 20,       // bits of the sum of a pixel's entries
    parameter int QuotientBits = 17,  // bits of the quotient, at most 17
    parameter int NumeratorHigh = 0,  // the numerator above bit QuotientBits
    parameter int NumeratorLow = 1,   // the numerator below bit QuotientBits
    parameter int Shift = 1,          // bits to the right, rounded; 1 to 47
    parameter int ZeroPoint = 0,      // added after the shift; int8
    parameter bit Serial = 1,         // 1: a division at a time, in one stage; 0: one per cycle
    parameter int RequantDigits = 0,  // Digits of sluice_requant: 0: multiplier blocks; 1 to 9: logic
    parameter int HoldWords = 16,     // beats that the first memory holds, at least 2
    parameter int HoldPixels = 4,     // pixels that may be in the first memory, at least 3
    parameter int SumWords = 40,      // beats that the second memory holds, at least 2
    parameter int SumPixels = 6,      // pixels that may be in the second memory, at least 3
    parameter int Depth = 12,         // beats of the output FIFO, at least 2
    parameter TableFile = ""          // memory image: 256 words of TableBits
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic               in_valid_i,
    output logic               in_ready_o,
    input  logic [Lanes*8-1:0] in_data_i,
    output logic               out_valid_o,
    input  logic               out_ready_i,
    output logic [Lanes*8-1:0] out_data_o
);
  if (Lanes < 1 || Lanes > Channels) begin : gen_lanes_rule
    sluice_rule_lanes_at_most_channels u_rule ();
  end
  if (QuotientBits > 17) begin : gen_quotient_rule
    sluice_rule_quotient_below_2_to_17 u_rule ();
  end

  localparam int Groups = (Channels + Lanes - 1) / Lanes;
  localparam int LastLanes = Channels - (Groups - 1) * Lanes;
  localparam int MaxLevels = $clog2(Lanes);

  function automatic int sum_stages(input int terms);
    int rest;
    rest = terms;
    sum_stages = 0;
    while (rest > 1) begin
      rest = (rest + 2) / 3;
      sum_stages = sum_stages + 1;
    end
  endfunction
  localparam int SumStages = sum_stages(Lanes);

  // --- x into the first memory, their largest beside it ---
  logic take, in_first, in_last, issue, issue_first, issue_last, result_issue, result_last;
  logic max_valid, quotient_valid, sum_room, room;
  logic [7:0] largest;

  sluice_softmax_ring #(
      .Groups(Groups),
      .Words(HoldWords)
  ) u_hold (
      .clk_i,
      .rst_ni,
      .add_i(take),
      .remove_i(issue),
      .room_o(in_ready_o),
      .first_o(in_first),
      .last_o(in_last)
  );
  assign take = in_valid_i && in_ready_o;

  logic [Lanes*8-1:0] candidates, x;
  for (genvar l = 0; l < Lanes; l++) begin : gen_candidate
    if (l >= LastLanes) begin : gen_padding
      assign candidates[l*8+:8] = in_last ? 8'h80 : in_data_i[l*8+:8];
    end else begin : gen_lane
      assign candidates[l*8+:8] = in_data_i[l*8+:8];
    end
  end

  logic [7:0] beat_largest, best_q;
  sluice_max_tree #(
      .Inputs(Lanes),
      .Bits(8)
  ) u_max_tree (
      .clk_i,
      .numbers_i(candidates),
      .largest_o(beat_largest)
  );

  logic [MaxLevels:0] max_taken, max_first, max_last;
  assign max_taken[0] = take;
  assign max_first[0] = in_first;
  assign max_last[0]  = in_last;
  if (MaxLevels > 0) begin : gen_max_marks
    logic [MaxLevels-1:0] taken_q, first_q, last_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) taken_q <= '0;
      else taken_q <= max_taken[MaxLevels-1:0];
      first_q <= max_first[MaxLevels-1:0];
      last_q  <= max_last[MaxLevels-1:0];
    end
    assign max_taken[MaxLevels:1] = taken_q;
    assign max_first[MaxLevels:1] = first_q;
    assign max_last[MaxLevels:1]  = last_q;
  end

  logic best_done_q, max_ready;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) best_done_q <= 1'b0;
    else best_done_q <= max_taken[MaxLevels] && max_last[MaxLevels];
    if (max_taken[MaxLevels] &&
        (max_first[MaxLevels] || $signed(beat_largest) > $signed(best_q)))
      best_q <= beat_largest;
  end

  sluice_fifo #(
      .Width(8),
      .Depth(HoldPixels)
  ) u_max (
      .clk_i,
      .rst_ni,
      .in_valid_i (best_done_q),
      .in_ready_o (max_ready),
      .in_data_i  (best_q),
      .out_valid_o(max_valid),
      .out_ready_i(issue && issue_last),
      .out_data_o (largest)
  );
  `SLUICE_ASSERT(a_max_kept, !best_done_q || max_ready)

  // --- from the first memory through the table into the second, the sum beside it ---
  assign issue = max_valid && sum_room;

  logic [3:0] issue_q;  // behind it: x; difference; table; its output register
  always_ff @(posedge clk_i) begin
    if (!rst_ni) issue_q <= '0;
    else issue_q <= {issue_q[2:0], issue};
  end

  sluice_softmax_ring #(
      .Groups(Groups),
      .Words(SumWords)
  ) u_sum_hold (
      .clk_i,
      .rst_ni,
      .add_i(issue),
      .remove_i(result_issue),
      .room_o(sum_room),
      .first_o(issue_first),
      .last_o(issue_last)
  );

  sluice_softmax_memory #(
      .Width(Lanes * 8),
      .Words(HoldWords)
  ) u_memory (
      .clk_i,
      .rst_ni,
      .write_i(take),
      .write_data_i(in_data_i),
      .read_i(issue),
      .read_data_o(x)
  );

  logic [7:0] largest_q;
  logic [Lanes*8-1:0] below_q;
  logic [Lanes*TableBits-1:0] read_q, weight_q, kept;
  always_ff @(posedge clk_i) begin
    largest_q <= largest;
    for (int l = 0; l < Lanes; l++) below_q[l*8+:8] <= largest_q - x[l*8+:8];
    weight_q <= read_q;
  end

  // Two lanes share a ROM with two read ports.
  for (genvar pair = 0; pair < (Lanes + 1) / 2; pair++) begin : gen_table
    localparam int Low = 2 * pair;
    localparam int High = Low + 1;
    (* rom_style = "block", ram_style = "block", ramstyle = "M20K, M10K" *)
    logic [TableBits-1:0] table_rom[0:255];
    if (TableFile != "") begin : gen_contents
      initial $readmemh(TableFile, table_rom);
    end else begin : gen_blank
      initial for (int i = 0; i < 256; i++) table_rom[i] = TableBits'(255 - i);
    end
    always_ff @(posedge clk_i)
      read_q[Low*TableBits+:TableBits] <= table_rom[below_q[Low*8+:8]];
    if (High < Lanes) begin : gen_second
      always_ff @(posedge clk_i)
        read_q[High*TableBits+:TableBits] <= table_rom[below_q[High*8+:8]];
    end
  end

  sluice_softmax_memory #(
      .Width(Lanes * TableBits),
      .Words(SumWords)
  ) u_sum_memory (
      .clk_i,
      .rst_ni,
      .write_i(issue_q[3]),
      .write_data_i(weight_q),
      .read_i(result_issue),
      .read_data_o(kept)
  );

  localparam int MarkCycles = 4 + SumStages;
  logic [MarkCycles-1:0] add_q, first_q, last_q;
  logic [Lanes*(TableBits+1)-1:0] terms;
  logic [SumBits-1:0] beat_sum, sum_q;
  logic sum_done_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q      <= '0;
      sum_done_q <= 1'b0;
    end else begin
      add_q      <= {add_q[MarkCycles-2:0], issue};
      sum_done_q <= add_q[MarkCycles-1] && last_q[MarkCycles-1];
    end
    first_q <= {first_q[MarkCycles-2:0], issue_first};
    last_q  <= {last_q[MarkCycles-2:0], issue_last};
    if (add_q[MarkCycles-1]) sum_q <= (first_q[MarkCycles-1] ? '0 : sum_q) + beat_sum;
  end

  for (genvar l = 0; l < Lanes; l++) begin : gen_term
    if (l >= LastLanes) begin : gen_padding
      assign terms[l*(TableBits+1)+:TableBits+1] =
          last_q[3] ? '0 : {1'b0, weight_q[l*TableBits+:TableBits]};
    end else begin : gen_lane
      assign terms[l*(TableBits+1)+:TableBits+1] = {1'b0, weight_q[l*TableBits+:TableBits]};
    end
  end
  sluice_adder_tree #(
      .Inputs(Lanes),
      .InBits(TableBits + 1),
      .OutBits(SumBits)
  ) u_sum_tree (
      .clk_i,
      .terms_i(terms),
      .sum_o(beat_sum)
  );

  // --- the quotient of each pixel ---
  logic start, done, quotient_ready;
  logic [SumBits-1:0] divisor;
  logic [QuotientBits-1:0] quotient, factor;

  if (Serial) begin : gen_serial
    localparam int WaitBits = $clog2(QuotientBits + 1);
    logic sum_valid, sum_ready, idle_q;
    logic [WaitBits-1:0] wait_q;
    assign start = sum_valid && idle_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        idle_q <= 1'b1;
        wait_q <= '0;
      end else begin
        wait_q <= start ? WaitBits'(QuotientBits) : wait_q - 1'b1;
        if (start) idle_q <= 1'b0;
        else if (wait_q == WaitBits'(1)) idle_q <= 1'b1;
      end
    end
    sluice_fifo #(
        .Width(SumBits),
        .Depth(SumPixels)
    ) u_sums (
        .clk_i,
        .rst_ni,
        .in_valid_i (sum_done_q),
        .in_ready_o (sum_ready),
        .in_data_i  (sum_q),
        .out_valid_o(sum_valid),
        .out_ready_i(idle_q),
        .out_data_o (divisor)
    );
    `SLUICE_ASSERT(a_sum_kept, !sum_done_q || sum_ready)
  end else begin : gen_pipeline
    assign start   = sum_done_q;
    assign divisor = sum_q;
  end

  sluice_divide #(
      .DivisorBits(SumBits),
      .QuotientBits(QuotientBits),
      .High(NumeratorHigh),
      .Low(NumeratorLow),
      .Serial(Serial)
  ) u_divide (
      .clk_i,
      .rst_ni,
      .start_i(start),
      .divisor_i(divisor),
      .done_o(done),
      .quotient_o(quotient)
  );

  sluice_fifo #(
      .Width(QuotientBits),
      .Depth(SumPixels)
  ) u_quotients (
      .clk_i,
      .rst_ni,
      .in_valid_i (done),
      .in_ready_o (quotient_ready),
      .in_data_i  (quotient),
      .out_valid_o(quotient_valid),
      .out_ready_i(result_issue && result_last),
      .out_data_o (factor)
  );
  `SLUICE_ASSERT(a_quotient_kept, !done || quotient_ready)

  // --- from the second memory through the requantizer ---
  assign result_issue = quotient_valid && room;

  if (Groups == 1) begin : gen_one_group
    assign result_last = 1'b1;
  end else begin : gen_groups
    localparam int GroupBits = $clog2(Groups);
    logic [GroupBits-1:0] group_q;
    assign result_last = group_q == GroupBits'(Groups - 1);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) group_q <= '0;
      else if (result_issue) group_q <= result_last ? '0 : group_q + 1'b1;
    end
  end

  localparam int LaneLatency = 3 + (RequantDigits == 0 ? 3 : RequantDigits == 1 || RequantDigits == 9 ?
      10 : 2 + RequantDigits + (9 + RequantDigits - 1) / RequantDigits);
  logic [LaneLatency:0] result_q;
  logic [17:0] factor_q;
  logic [Lanes*8-1:0] result;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) result_q <= '0;
    else result_q <= {result_q[LaneLatency-1:0], result_issue};
    factor_q <= 18'(factor);
  end
  for (genvar l = 0; l < Lanes; l++) begin : gen_requant
    sluice_requant_lane #(
        .AccBits(TableBits + 1),
        .SumBits(TableBits + 1),
        .ShiftMin(Shift),
        .ShiftMax(Shift),
        .ZeroPoint(ZeroPoint),
        .Digits(RequantDigits)
    ) u_lane (
        .clk_i,
        .valid_i(result_q[0]),
        .acc_i({1'b0, kept[l*TableBits+:TableBits]}),
        .bias_i({(TableBits + 1) {1'b0}}),
        .multiplier_i(factor_q),
        .shift_i(1'b0),
        .data_o(result[l*8+:8])
    );
  end

  sluice_collect #(
      .Width(Lanes * 8),
      .Depth(Depth)
  ) u_collect (
      .clk_i,
      .rst_ni,
      .issue_i(result_issue),
      .room_o(room),
      .result_valid_i(result_q[LaneLatency]),
      .result_data_i(result),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
  );
endmodule
