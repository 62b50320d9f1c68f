// SPDX-License-Identifier: Apache-2.0
// sluice_dot: weighted sums of sluice_window's operations, OutLanes of them at once, each for Pixels
// neighbouring pixels that share the weights.
//
// In: operations, KernelLanes taps of InLanes channels for each pixel: element
//   (v*KernelLanes + k)*InLanes + i is input lane i of pixel v's tap k; early_i announces each
//   operation two cycles ahead.
//   WeightFile has one word for each operation of a pixel, in their order (Words of them): the weight
//   of output lane o, tap k, input lane i at [((o*KernelLanes+k)*InLanes+i)*WeightBits +:
//   WeightBits]. Depthwise (InLanes = OutLanes): output lane o sums channel o alone, and its weight of
//   tap k is at [(o*KernelLanes+k)*WeightBits +: WeightBits].
// Out: valid_o with the accumulators, element o*Pixels + v of lane o and pixel v, for one cycle, 3 + ceil(log3(terms)) cycles after the
//   operation with last_i; terms = KernelLanes, times InLanes unless Depthwise.
// Feed-forward, one operation a cycle. AccBits must hold every partial sum.
// A word of weights is as wide as the multipliers: InLanes*OutLanes*KernelLanes*WeightBits.
module sluice_dot #(
    parameter int InLanes = 1,
    parameter int OutLanes = 1,
    parameter int KernelLanes = 1,
    parameter int Pixels = 1,
    parameter int WeightBits = 8,
    parameter int AccBits = 24,
    parameter int Words = 9,
    parameter bit Depthwise = 0,
    parameter WeightFile = ""
) (
    input  logic                                    clk_i,
    input  logic                                    rst_ni,
    input  logic                                    early_i,
    input  logic                                    valid_i,
    input  logic                                    first_i,
    input  logic                                    last_i,
    input  logic [Pixels*KernelLanes*InLanes*8-1:0] data_i,
    output logic                                    valid_o,
    output logic [OutLanes*Pixels*AccBits-1:0]      acc_o
);

  localparam int Terms = Depthwise ? KernelLanes : KernelLanes * InLanes;
  localparam int WordBits = OutLanes * Terms * WeightBits;
  localparam int ProductBits = 8 + WeightBits;
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

  localparam int SumDelay = 2 + tree_stages(Terms);

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

  for (genvar o = 0; o < OutLanes; o++) begin : gen_lane
    for (genvar v = 0; v < Pixels; v++) begin : gen_pixel
      logic [Terms*ProductBits-1:0] products;
      logic [AccBits-1:0] sum, acc_q;

      for (genvar t = 0; t < Terms; t++) begin : gen_term
        localparam int Source =
            v * KernelLanes * InLanes + (Depthwise ? t * InLanes + o : t);
        sluice_mul #(
            .ABits(8),
            .BBits(WeightBits)
        ) u_mul (
            .clk_i,
            .a_i(data_i[Source*8+:8]),
            .b_i(weights[(o*Terms+t)*WeightBits+:WeightBits]),
            .product_o(products[t*ProductBits+:ProductBits])
        );
      end

      sluice_adder_tree #(
          .Inputs(Terms),
          .InBits(ProductBits),
          .OutBits(AccBits)
      ) u_tree (
          .clk_i,
          .terms_i(products),
          .sum_o(sum)
      );

      always_ff @(posedge clk_i) begin
        if (sum_valid) acc_q <= sum_first ? sum : acc_q + sum;
      end
      assign acc_o[(o*Pixels+v)*AccBits+:AccBits] = acc_q;
    end
  end

endmodule
