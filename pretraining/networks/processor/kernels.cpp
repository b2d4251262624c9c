// The two parts of a transformer block that PyTorch computes slowly on a processor, forward and
// backward, fused, in float32 on bfloat16 maps: attention within windows, and the MLP's middle.
// Maps are [N,H,W,C], contiguous. One thread a call: a training step computes several batches side
// by side.

#include <immintrin.h>
#include <torch/extension.h>

#include <cmath>
#include <vector>

namespace {

using at::BFloat16;

constexpr int LANES = 16;

inline float widened(const BFloat16 value) { return static_cast<float>(value); }

// ---------------------------------------------------------------- attention within windows

constexpr int T = 64;  // tokens of a window

struct Window {
  int tall, wide, down, right;  // sides and shift
};

struct Map {
  int64_t count, height, width;
  int half;   // channels of one half
  int heads;  // of one half
};

// Where a window's tokens lie in an image, and the region of each: attention stays within regions.
struct Places {
  int64_t at[T];
  int region[T];
  bool mixed;
};

Places places_of(const Map& map, const Window& window, int64_t top, int64_t left) {
  Places places;
  places.mixed = false;
  auto region = [](int64_t at, int64_t length, int side, int shift) {
    return shift == 0 ? 0 : (at >= length - side) + (at >= length - side / 2);
  };
  for (int r = 0; r < window.tall; r++) {
    for (int c = 0; c < window.wide; c++) {
      const int64_t row = top + r, column = left + c;
      const int t = r * window.wide + c;
      places.at[t] = (row + window.down) % map.height * map.width +
                     (column + window.right) % map.width;
      places.region[t] = 3 * region(row, map.height, window.tall, window.down) +
                         region(column, map.width, window.wide, window.right);
      places.mixed |= places.region[t] != places.region[0];
    }
  }
  return places;
}

// One head's part of a window, a vector for each token, padded with zeros; and transposed.
using Vector = __m512;
constexpr int VECTORS = T / LANES;
struct Rows {
  Vector at[T];
};
struct Columns {
  Vector at[LANES][VECTORS];
};
struct Square {
  alignas(64) float at[T][T];
};

inline Vector all(float value) { return _mm512_set1_ps(value); }
inline float lane(const Rows& rows, int t, int k) { return reinterpret_cast<const float*>(&rows.at[t])[k]; }

void transpose(const Rows& rows, Columns& columns, int depth) {
  auto* to = reinterpret_cast<float*>(columns.at);
  for (int t = 0; t < T; t++)
    for (int k = 0; k < depth; k++) to[k * T + t] = lane(rows, t, k);
}

// out[i][j] = Σ_k rows[i][k] columns[k][j]
void outer(const Rows& rows, const Columns& columns, int depth, Square& out) {
  for (int i = 0; i < T; i += 4) {
    Vector sum[4][VECTORS] = {};
    for (int k = 0; k < depth; k++) {
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        const Vector factor = all(lane(rows, i + r, k));
#pragma GCC unroll 4
        for (int j = 0; j < VECTORS; j++) sum[r][j] += factor * columns.at[k][j];
      }
    }
#pragma GCC unroll 4
    for (int r = 0; r < 4; r++)
#pragma GCC unroll 4
      for (int j = 0; j < VECTORS; j++) _mm512_store_ps(&out.at[i + r][j * LANES], sum[r][j]);
  }
}

// out[i] = Σ_j square[i][j] rows[j]
void mixed_rows(const Square& square, const Rows& rows, Rows& out) {
  for (int i = 0; i < T; i += 8) {
    Vector sum[8] = {};
    for (int j = 0; j < T; j++)
#pragma GCC unroll 8
      for (int r = 0; r < 8; r++) sum[r] += all(square.at[i + r][j]) * rows.at[j];
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) out.at[i + r] = sum[r];
  }
}

// out[j] = Σ_i square[i][j] rows[i]
void mixed_by_columns(const Square& square, const Rows& rows, Rows& out) {
  for (int j = 0; j < T; j += 8) {
    Vector sum[8] = {};
    for (int i = 0; i < T; i++)
#pragma GCC unroll 8
      for (int r = 0; r < 8; r++) sum[r] += all(square.at[i][j + r]) * rows.at[i];
#pragma GCC unroll 8
    for (int r = 0; r < 8; r++) out.at[j + r] = sum[r];
  }
}

// Each row becomes its softmax, with −100 between regions.
void soften(Square& scores, const Places& places) {
  for (int i = 0; i < T; i++) {
    float* row = scores.at[i];
    if (places.mixed)
      for (int j = 0; j < T; j++) row[j] -= places.region[i] == places.region[j] ? 0.f : 100.f;
    float largest = row[0];
    for (int j = 1; j < T; j++) largest = std::max(largest, row[j]);
    float sum = 0;
    for (int j = 0; j < T; j++) {
      // Below it, the vectorised exponential falls back to a scalar one.
      row[j] = std::exp(std::max(row[j] - largest, -80.f));
      sum += row[j];
    }
    const float share = 1 / sum;
    for (int j = 0; j < T; j++) row[j] *= share;
  }
}

// One head's channels of q, k or v.
void gather(const BFloat16* image, const Places& places, int64_t stride, int64_t offset, int depth,
            float factor, Rows& out) {
  const __mmask16 lanes = (1 << depth) - 1;
  for (int t = 0; t < T; t++) {
    const __m256i halves = _mm256_maskz_loadu_epi16(lanes, image + places.at[t] * stride + offset);
    const __m512i widened = _mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16);
    out.at[t] = all(factor) * _mm512_castsi512_ps(widened);
  }
}

void scatter(const Rows& rows, const Places& places, int64_t stride, int64_t offset, int depth,
             float factor, BFloat16* image) {
  const __mmask16 lanes = (1 << depth) - 1;
  for (int t = 0; t < T; t++) {
    const __m256bh halves = _mm512_cvtneps_pbh(all(factor) * rows.at[t]);
    _mm256_mask_storeu_epi16(image + places.at[t] * stride + offset, lanes, (__m256i)halves);
  }
}

// Calls visit(token, neighbour, tap) for every pair of neighbours within the window.
template <typename Visit>
void neighbours(const Window& window, Visit visit) {
  for (int r = 0; r < window.tall; r++)
    for (int c = 0; c < window.wide; c++)
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
          const int y = r + dy, x = c + dx;
          if (y < 0 || y >= window.tall || x < 0 || x >= window.wide) continue;
          visit(r * window.wide + c, y * window.wide + x, 3 * (dy + 1) + dx + 1);
        }
}

// A head's part of the depthwise 3×3 convolution: tap by tap.
struct Taps {
  Vector weight[9];
  Vector bias;
};

Taps taps_of(const float* weight, const float* bias, int offset, int depth) {
  Taps taps = {};
  for (int l = 0; l < depth; l++) {
    for (int tap = 0; tap < 9; tap++)
      reinterpret_cast<float*>(&taps.weight[tap])[l] = weight[(offset + l) * 9 + tap];
    reinterpret_cast<float*>(&taps.bias)[l] = bias[offset + l];
  }
  return taps;
}

struct Head {
  Rows q, k, v;
  Columns turned;
  Square probabilities;
};

void attend(const Map& map, const BFloat16* image, const Places& places, int64_t offset, Head& head) {
  const int depth = map.half / map.heads;
  const int64_t stride = 6 * map.half;
  gather(image, places, stride, offset, depth, 1 / std::sqrt(float(depth)), head.q);
  gather(image, places, stride, offset + 2 * map.half, depth, 1.f, head.k);
  gather(image, places, stride, offset + 4 * map.half, depth, 1.f, head.v);
  transpose(head.k, head.turned, depth);
  outer(head.q, head.turned, depth, head.probabilities);
  soften(head.probabilities, places);
}

template <typename Visit>
void every_head(const Map& map, const std::vector<Window>& windows, Visit visit) {
  const int depth = map.half / map.heads;
  for (int64_t n = 0; n < map.count; n++)
    for (int half = 0; half < 2; half++) {
      const Window& window = windows[half];
      for (int64_t top = 0; top < map.height; top += window.tall)
        for (int64_t left = 0; left < map.width; left += window.wide) {
          const Places places = places_of(map, window, top, left);
          for (int h = 0; h < map.heads; h++) visit(n, half, window, places, h * depth);
        }
    }
}

Map map_of(const at::Tensor& qkv, int64_t heads) {
  TORCH_CHECK(qkv.is_contiguous() && qkv.scalar_type() == at::kBFloat16 && qkv.dim() == 4);
  Map map{qkv.size(0), qkv.size(1), qkv.size(2), int(qkv.size(3) / 6), int(heads)};
  TORCH_CHECK(map.half % heads == 0 && map.half / heads <= LANES, "a head has at most 16 channels");
  return map;
}

std::vector<Window> windows_of(int64_t tall, int64_t wide, bool shifted) {
  TORCH_CHECK(tall * wide == T, "a window has 64 tokens");
  auto window = [&](int64_t a, int64_t b) {
    return Window{int(a), int(b), shifted ? int(a / 2) : 0, shifted ? int(b / 2) : 0};
  };
  return {window(tall, wide), window(wide, tall)};
}

// qkv [N,H,W,3·2·c] to [N,H,W,2·c]; lepe weights [2,c,9] and biases [2,c] in float32.
at::Tensor attention(at::Tensor qkv, at::Tensor weight, at::Tensor bias, int64_t tall, int64_t wide,
                     bool shifted, int64_t heads) {
  const Map map = map_of(qkv, heads);
  const int depth = map.half / map.heads;
  auto out = at::empty({map.count, map.height, map.width, 2 * map.half}, qkv.options());
  const auto* from = qkv.data_ptr<BFloat16>();
  auto* to = out.data_ptr<BFloat16>();
  const int64_t pixels = map.height * map.width;
  Head head;
  Rows mixed;
  every_head(map, windows_of(tall, wide, shifted),
             [&](int64_t n, int half, const Window& window, const Places& places, int offset) {
    const int64_t place = half * map.half + offset;
    attend(map, from + n * pixels * 6 * map.half, places, place, head);
    mixed_rows(head.probabilities, head.v, mixed);
    const Taps taps = taps_of(weight.data_ptr<float>() + half * map.half * 9,
                              bias.data_ptr<float>() + half * map.half, offset, depth);
    for (int t = 0; t < T; t++) mixed.at[t] += taps.bias;
    neighbours(window, [&](int here, int there, int tap) {
      mixed.at[here] += taps.weight[tap] * head.v.at[there];
    });
    scatter(mixed, places, 2 * map.half, place, depth, 1.f, to + n * pixels * 2 * map.half);
  });
  return out;
}

// Gradients of qkv, weight and bias.
std::vector<at::Tensor> attention_backward(at::Tensor qkv, at::Tensor weight, at::Tensor bias,
                                           at::Tensor gradient, int64_t tall, int64_t wide,
                                           bool shifted, int64_t heads) {
  const Map map = map_of(qkv, heads);
  const int depth = map.half / map.heads;
  TORCH_CHECK(gradient.is_contiguous() && gradient.scalar_type() == at::kBFloat16);
  auto qkv_gradient = at::empty_like(qkv);
  auto weight_gradient = at::zeros_like(weight);
  auto bias_gradient = at::zeros_like(bias);
  const int64_t pixels = map.height * map.width;
  const float scale = 1 / std::sqrt(float(depth));
  Head head;
  Rows up, dq, dk, dv;
  Columns v_turned;
  Square slopes;
  every_head(map, windows_of(tall, wide, shifted),
             [&](int64_t n, int half, const Window& window, const Places& places, int offset) {
    const int64_t place = half * map.half + offset;
    attend(map, qkv.data_ptr<BFloat16>() + n * pixels * 6 * map.half, places, place, head);
    gather(gradient.data_ptr<BFloat16>() + n * pixels * 2 * map.half, places, 2 * map.half, place,
           depth, 1.f, up);
    mixed_by_columns(head.probabilities, up, dv);
    transpose(head.v, v_turned, depth);
    outer(up, v_turned, depth, slopes);
    for (int i = 0; i < T; i++) {
      float* slope = slopes.at[i];
      const float* p = head.probabilities.at[i];
      float sum = 0;
      for (int j = 0; j < T; j++) sum += p[j] * slope[j];
      for (int j = 0; j < T; j++) slope[j] = p[j] * (slope[j] - sum);
    }
    mixed_rows(slopes, head.k, dq);
    mixed_by_columns(slopes, head.q, dk);  // q is scaled already

    float* weights_up = weight_gradient.data_ptr<float>() + half * map.half * 9;
    float* bias_up = bias_gradient.data_ptr<float>() + half * map.half;
    const Taps taps = taps_of(weight.data_ptr<float>() + half * map.half * 9,
                              bias.data_ptr<float>() + half * map.half, offset, depth);
    Taps changed = {};
    for (int t = 0; t < T; t++) changed.bias += up.at[t];
    neighbours(window, [&](int here, int there, int tap) {
      dv.at[there] += taps.weight[tap] * up.at[here];
      changed.weight[tap] += head.v.at[there] * up.at[here];
    });
    for (int l = 0; l < depth; l++) {
      for (int tap = 0; tap < 9; tap++)
        weights_up[(offset + l) * 9 + tap] += reinterpret_cast<float*>(&changed.weight[tap])[l];
      bias_up[offset + l] += reinterpret_cast<float*>(&changed.bias)[l];
    }
    auto* to = qkv_gradient.data_ptr<BFloat16>() + n * pixels * 6 * map.half;
    scatter(dq, places, 6 * map.half, place, depth, scale, to);
    scatter(dk, places, 6 * map.half, place + 2 * map.half, depth, 1.f, to);
    scatter(dv, places, 6 * map.half, place + 4 * map.half, depth, 1.f, to);
  });
  return {qkv_gradient, weight_gradient, bias_gradient};
}

// ---------------------------------------------------------------- GELU, depthwise 5×5, GELU

constexpr int REACH = 2, SIDE = 2 * REACH + 1;
constexpr int BLOCK = 32;  // channels at a time

inline float normal_cdf(float x) { return 0.5f * (1 + std::erf(x * float(M_SQRT1_2))); }
inline float gelu(float x) { return x * normal_cdf(x); }
inline float gelu_slope(float x) {
  return normal_cdf(x) + x * std::exp(-0.5f * x * x) * float(0.5 * M_2_SQRTPI * M_SQRT1_2);
}

// A block of channels of one image with a margin of zeros.
struct Plane {
  int64_t height, width, stride;
  std::vector<float> values;

  Plane(int64_t height, int64_t width)
      : height(height),
        width(width),
        stride((width + 2 * REACH) * BLOCK),
        values((height + 2 * REACH) * stride, 0.f) {}

  float* at(int64_t y, int64_t x) { return values.data() + (y + REACH) * stride + (x + REACH) * BLOCK; }
};

using Weights = float[SIDE * SIDE][BLOCK];

void weights_of(const float* from, bool flipped, Weights& weights) {
  for (int tap = 0; tap < SIDE * SIDE; tap++)
    for (int l = 0; l < BLOCK; l++)
      weights[tap][l] = from[l * SIDE * SIDE + (flipped ? SIDE * SIDE - 1 - tap : tap)];
}

// Calls take(y, x, sums of BLOCK channels) for every pixel.
template <typename Take>
void convolve(Plane& plane, const Weights& weights, const float* bias, Take take) {
  constexpr int AT_ONCE = 4;
  for (int64_t y = 0; y < plane.height; y++)
    for (int64_t x = 0; x < plane.width; x += AT_ONCE) {
      const int count = int(std::min<int64_t>(AT_ONCE, plane.width - x));
      alignas(64) float sum[AT_ONCE][BLOCK] = {};
      if (bias != nullptr)
        for (int a = 0; a < AT_ONCE; a++)
          for (int l = 0; l < BLOCK; l++) sum[a][l] = bias[l];
      if (count == AT_ONCE) {
        for (int dy = 0; dy < SIDE; dy++) {
          const float* from = plane.at(y + dy - REACH, x - REACH);
          for (int dx = 0; dx < SIDE; dx++) {
            const float* weight = weights[dy * SIDE + dx];
            for (int a = 0; a < AT_ONCE; a++)
              for (int l = 0; l < BLOCK; l++) sum[a][l] += weight[l] * from[(dx + a) * BLOCK + l];
          }
        }
      } else {
        for (int a = 0; a < count; a++)
          for (int dy = 0; dy < SIDE; dy++)
            for (int dx = 0; dx < SIDE; dx++) {
              const float* from = plane.at(y + dy - REACH, x + a + dx - REACH);
              for (int l = 0; l < BLOCK; l++) sum[a][l] += weights[dy * SIDE + dx][l] * from[l];
            }
      }
      for (int a = 0; a < count; a++) take(y, x + a, sum[a]);
    }
}

void check_middle(const at::Tensor& x, const at::Tensor& weight) {
  TORCH_CHECK(x.is_contiguous() && x.scalar_type() == at::kBFloat16 && x.dim() == 4);
  TORCH_CHECK(x.size(3) % BLOCK == 0, "channels come in blocks of 32");
  TORCH_CHECK(weight.is_contiguous() && weight.numel() == x.size(3) * SIDE * SIDE);
}

// gelu(depthwise(gelu(x))), and what the second GELU was given; weight [C,1,5,5], bias [C] in float32.
std::vector<at::Tensor> middle(at::Tensor x, at::Tensor weight, at::Tensor bias) {
  check_middle(x, weight);
  const int64_t count = x.size(0), height = x.size(1), width = x.size(2), channels = x.size(3);
  auto out = at::empty_like(x), before = at::empty_like(x);
  Plane plane(height, width);
  Weights weights;
  for (int64_t n = 0; n < count; n++)
    for (int64_t c = 0; c < channels; c += BLOCK) {
      auto place = [&](int64_t y, int64_t x) { return ((n * height + y) * width + x) * channels + c; };
      const auto* from = x.data_ptr<BFloat16>();
      for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++) {
          float* to = plane.at(y, x);
          const BFloat16* one = from + place(y, x);
          for (int l = 0; l < BLOCK; l++) to[l] = widened(one[l]);
          for (int l = 0; l < BLOCK; l++) to[l] = gelu(to[l]);
        }
      weights_of(weight.data_ptr<float>() + c * SIDE * SIDE, false, weights);
      auto* results = out.data_ptr<BFloat16>();
      auto* kept = before.data_ptr<BFloat16>();
      convolve(plane, weights, bias.data_ptr<float>() + c, [&](int64_t y, int64_t x, float* sum) {
        const int64_t to = place(y, x);
        for (int l = 0; l < BLOCK; l++) kept[to + l] = BFloat16(sum[l]);
        for (int l = 0; l < BLOCK; l++) sum[l] = gelu(sum[l]);
        for (int l = 0; l < BLOCK; l++) results[to + l] = BFloat16(sum[l]);
      });
    }
  return {out, before};
}

// Gradients of x, weight and bias.
std::vector<at::Tensor> middle_backward(at::Tensor x, at::Tensor before, at::Tensor weight,
                                        at::Tensor gradient) {
  check_middle(x, weight);
  TORCH_CHECK(gradient.is_contiguous() && gradient.scalar_type() == at::kBFloat16);
  const int64_t count = x.size(0), height = x.size(1), width = x.size(2), channels = x.size(3);
  auto x_gradient = at::empty_like(x);
  auto weight_gradient = at::zeros_like(weight);
  auto bias_gradient = at::zeros({channels}, weight.options());
  Plane given(height, width), slopes(height, width);
  std::vector<float> first(height * width * BLOCK);
  Weights weights;
  for (int64_t n = 0; n < count; n++)
    for (int64_t c = 0; c < channels; c += BLOCK) {
      auto place = [&](int64_t y, int64_t x) { return ((n * height + y) * width + x) * channels + c; };
      const auto* inputs = x.data_ptr<BFloat16>();
      const auto* middles = before.data_ptr<BFloat16>();
      const auto* ups = gradient.data_ptr<BFloat16>();
      float* bias_up = bias_gradient.data_ptr<float>() + c;
      for (int64_t y = 0; y < height; y++)
        for (int64_t x = 0; x < width; x++) {
          const int64_t from = place(y, x);
          float* a = given.at(y, x);
          float* s = slopes.at(y, x);
          float* own = first.data() + (y * width + x) * BLOCK;
          for (int l = 0; l < BLOCK; l++) {
            const float value = widened(inputs[from + l]);
            a[l] = gelu(value);
            own[l] = gelu_slope(value);
          }
          for (int l = 0; l < BLOCK; l++)
            s[l] = widened(ups[from + l]) * gelu_slope(widened(middles[from + l]));
          for (int l = 0; l < BLOCK; l++) bias_up[l] += s[l];
        }
      alignas(64) float sums[SIDE * SIDE][BLOCK] = {};
      for (int64_t y = 0; y < height; y++)
        for (int dy = 0; dy < SIDE; dy++) {
          alignas(64) float sum[SIDE][BLOCK] = {};
          const float* a = given.at(y + dy - REACH, -REACH);
          const float* s = slopes.at(y, 0);
          for (int64_t x = 0; x < width; x++)
            for (int dx = 0; dx < SIDE; dx++)
              for (int l = 0; l < BLOCK; l++)
                sum[dx][l] += a[(x + dx) * BLOCK + l] * s[x * BLOCK + l];
          for (int dx = 0; dx < SIDE; dx++)
            for (int l = 0; l < BLOCK; l++) sums[dy * SIDE + dx][l] += sum[dx][l];
        }
      float* weight_up = weight_gradient.data_ptr<float>() + c * SIDE * SIDE;
      for (int tap = 0; tap < SIDE * SIDE; tap++)
        for (int l = 0; l < BLOCK; l++) weight_up[l * SIDE * SIDE + tap] += sums[tap][l];
      weights_of(weight.data_ptr<float>() + c * SIDE * SIDE, true, weights);
      auto* to = x_gradient.data_ptr<BFloat16>();
      convolve(slopes, weights, nullptr, [&](int64_t y, int64_t x, float* sum) {
        const float* own = first.data() + (y * width + x) * BLOCK;
        BFloat16* one = to + place(y, x);
        for (int l = 0; l < BLOCK; l++) one[l] = BFloat16(sum[l] * own[l]);
      });
    }
  return {x_gradient, weight_gradient, bias_gradient};
}

}  // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  using Unlocked = pybind11::call_guard<pybind11::gil_scoped_release>;
  module.def("attention", &attention, Unlocked());
  module.def("attention_backward", &attention_backward, Unlocked());
  module.def("middle", &middle, Unlocked());
  module.def("middle_backward", &middle_backward, Unlocked());
}
