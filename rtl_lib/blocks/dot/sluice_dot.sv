// SPDX-License-Identifier: Apache-2.0
// sluice_dot: weighted sums of sluice_window's operations, OutLanes of them at once, each for Pixels
// neighbouring pixels that share the weights.
//
// In: operations, KernelLanes taps of InLanes channels for each pixel: element
//   (v*KernelLanes + k)*InLanes + i is input lane i of pixel v's tap k; early_i announces each
//   operation two cycles ahead.
//   WeightFile has one word for each operation of a pixel, in their order (Words of them): the weights
//   of output lane 0, then those of lane 1, and so on; of a lane, that of tap k and input lane i at
//   [(k*InLanes+i)*WeightBits +: WeightBits]. Depthwise (InLanes = OutLanes): output lane o sums
//   channel o alone, and its weight of tap k is at [k*WeightBits +: WeightBits].
// Two products in one multiplier of PairBits (0: none, else of its wider operand): output lanes 2p and
//   2p+1 share an activation, and the fields of lane 2p+1 have HighBits, weights lessened by one where
//   that of lane 2p is negative; a lane that is left over, and every one of Depthwise, shares its weight
//   between pixels 2q and 2q+1. What is then left over has multipliers of its own.
// Out: valid_o with the accumulators, element o*Pixels + v of lane o and pixel v, for one cycle, 3 + ceil(log3(terms)) cycles after the
//   operation with last_i; terms = KernelLanes, times InLanes unless Depthwise.
//   With Logic, multipliers made of logic, products take 1 + ceil(WeightBits/2) cycles instead of 2.
// Feed-forward, one operation a cycle. AccBits must hold every partial sum.
module sluice_dot #(
    parameter int InLanes = 1,      // channels of a tap
    parameter int OutLanes = 1,     // sums at once
    parameter int KernelLanes = 1,  // taps at once
    parameter int Pixels = 1,       // pixels at once
    parameter int WeightBits = 8,   // bits of a weight, 2 to 8
    parameter int AccBits = 24,     // bits of a sum, signed: holds every partial one
    parameter int Words = 9,        // operations of a pixel: words of WeightFile
    parameter bit Depthwise = 0,    // 1: sum o takes channel o alone
    parameter int PairBits = 0,     // wider operand of a multiplier that does two products, 25 or more; 0: one product each
    parameter int HighBits = 8,     // bits of the high weight of a pair: WeightBits, or one more for the borrow
    parameter bit Logic = 0,        // 1: products of logic; 0: of multiplier blocks
    parameter WeightFile = ""       // memory image: a word for each operation of a pixel
) (
    input  logic                                    clk_i,
    input  logic                                    rst_ni,
    input  logic                                    early_i,  // an operation comes in two cycles
    input  logic                                    valid_i,  // an operation comes
    input  logic                                    first_i,  // it is the first of its sums
    input  logic                                    last_i,  // it is the last of its sums
    input  logic [Pixels*KernelLanes*InLanes*8-1:0] data_i,  // lane i of pixel v's tap k at element (v*KernelLanes + k)*InLanes + i
    output logic                                    valid_o,  // sums leave
    output logic [OutLanes*Pixels*AccBits-1:0]      acc_o   // the sum of lane o and pixel v at element o*Pixels + v
);

  localparam int Terms = Depthwise ? KernelLanes : KernelLanes * InLanes;
  localparam int LanePairs = PairBits > 0 && !Depthwise ? OutLanes / 2 : 0;
  localparam int PairWeights = Terms * (WeightBits + HighBits); // bits of two lanes
  localparam int WordBits = LanePairs * PairWeights + (OutLanes - 2 * LanePairs) * Terms * WeightBits;
  localparam int PixelPairs = PairBits > 0 ? Pixels / 2 : 0; // of a lane that is no pair's
  localparam int AddressBits = Words > 1 ? $clog2(Words) : 1;

  function automatic int tree_stages(input int terms);
    int rest;
    rest = terms;
    tree_stages = 0;
    while (rest > 1) begin
      rest = (rest + 2) / 3;
      tree_stages = tree_stages + 1;
    end
  endfunction

  localparam int SumDelay = (Logic ? 1 + (WeightBits + 1) / 2 : 2) + tree_stages(Terms);

  if (Logic && PairBits > 0) begin : gen_rule_logic
    sluice_rule_products_in_logic_come_alone u_rule ();
  end
  if (Depthwise && InLanes != OutLanes) begin : gen_rule_lanes
    sluice_rule_depthwise_lanes_equal u_rule ();
  end

  // Weights: the address steps with each operation, ahead of its data by the ROM's two cycles.
  logic [AddressBits-1:0] address_q;
  logic [WordBits-1:0] weights;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) address_q <= '0;
    else if (early_i)
      address_q <= address_q == AddressBits'(Words - 1) ? '0 : address_q + AddressBits'(1);
  end

  sluice_rom #(
      .Width(WordBits),
      .Depth(Words),
      .File(WeightFile)
  ) u_weights (
      .clk_i,
      .address_i(address_q),
      .data_o(weights)
  );

  // Control, as late as the sums.
  logic [SumDelay-1:0] valid_q, first_q, last_q;
  logic sum_valid, sum_first, sum_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[SumDelay-2:0], valid_i};
    first_q <= {first_q[SumDelay-2:0], first_i};
    last_q <= {last_q[SumDelay-2:0], last_i};
  end
  assign sum_valid = valid_q[SumDelay-1];
  assign sum_first = first_q[SumDelay-1];
  assign sum_last = last_q[SumDelay-1];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_o <= 1'b0;
    else valid_o <= sum_valid && sum_last;
  end

  // The activations of output lane o and pixel v: those of every lane, or of its own channel.
  localparam int Takers = Depthwise ? OutLanes : 1;
  logic [Takers*Pixels*Terms*8-1:0] taken;

  for (genvar o = 0; o < Takers; o++) begin : gen_taker
    for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
      for (genvar t = 0; t < Terms; t++) begin : gen_term
        localparam int Source = v * KernelLanes * InLanes + (Depthwise ? t * InLanes + o : t);
        assign taken[((o*Pixels+v)*Terms+t)*8+:8] = data_i[Source*8+:8];
      end
    end
  end

  logic [OutLanes*Pixels*AccBits-1:0] sums;

  for (genvar p = 0; p < LanePairs; p++) begin : gen_lane_pair
    for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
      sluice_dot_pair #(
          .Terms(Terms),
          .HiBits(HighBits),
          .LoBits(WeightBits),
          .BBits(8),
          .PairBits(PairBits),
          .OutBits(AccBits)
      ) u_pair (
          .clk_i,
          .hi_i(weights[p*PairWeights+Terms*WeightBits+:Terms*HighBits]),
          .lo_i(weights[p*PairWeights+:Terms*WeightBits]),
          .b_i(taken[v*Terms*8+:Terms*8]),
          .hi_o(sums[((2*p+1)*Pixels+v)*AccBits+:AccBits]),
          .lo_o(sums[(2*p*Pixels+v)*AccBits+:AccBits])
      );
    end
  end

  for (genvar o = 2 * LanePairs; o < OutLanes; o++) begin : gen_lane
    localparam int WeightsAt = LanePairs * PairWeights + (o - 2 * LanePairs) * Terms * WeightBits;
    localparam int Taker = Depthwise ? o : 0;

    for (genvar q = 0; q < PixelPairs; q++) begin : gen_pixel_pair
      localparam int LowAt = (Taker * Pixels + 2 * q) * Terms * 8;
      logic [Terms*9-1:0] lessened;
      for (genvar t = 0; t < Terms; t++) begin : gen_term
        assign lessened[t*9+:9] = 9'($signed(taken[LowAt+(Terms+t)*8+:8])) -
            9'(taken[LowAt+t*8+7]);
      end
      sluice_dot_pair #(
          .Terms(Terms),
          .HiBits(9),
          .LoBits(8),
          .BBits(WeightBits),
          .PairBits(PairBits),
          .OutBits(AccBits)
      ) u_pair (
          .clk_i,
          .hi_i(lessened),
          .lo_i(taken[LowAt+:Terms*8]),
          .b_i(weights[WeightsAt+:Terms*WeightBits]),
          .hi_o(sums[(o*Pixels+2*q+1)*AccBits+:AccBits]),
          .lo_o(sums[(o*Pixels+2*q)*AccBits+:AccBits])
      );
    end

    for (genvar v = 2 * PixelPairs; v < Pixels; v++) begin : gen_pixel
      sluice_dot_lane #(
          .Terms(Terms),
          .BBits(WeightBits),
          .Logic(Logic),
          .OutBits(AccBits)
      ) u_lane (
          .clk_i,
          .a_i(taken[(Taker*Pixels+v)*Terms*8+:Terms*8]),
          .b_i(weights[WeightsAt+:Terms*WeightBits]),
          .sum_o(sums[(o*Pixels+v)*AccBits+:AccBits])
      );
    end
  end

  for (genvar s = 0; s < OutLanes * Pixels; s++) begin : gen_accumulator
    logic [AccBits-1:0] sum, acc_q;
    assign sum = sums[s*AccBits+:AccBits];
    always_ff @(posedge clk_i) begin
      if (sum_valid) acc_q <= sum_first ? sum : acc_q + sum;
    end
    assign acc_o[s*AccBits+:AccBits] = acc_q;
  end

endmodule
