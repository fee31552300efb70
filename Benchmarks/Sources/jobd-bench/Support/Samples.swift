// Percentiles.

/// A set of measurements.
struct Samples {
  private let sorted: [Double]

  init(_ values: [Double]) {
    sorted = values.sorted()
  }

  var count: Int { sorted.count }
  var p50: Double { percentile(0.5) }
  var p99: Double { percentile(0.99) }
  var max: Double { sorted.last ?? .nan }

  private func percentile(_ share: Double) -> Double {
    sorted.isEmpty ? .nan : sorted[Int((Double(sorted.count - 1) * share).rounded())]
  }
}
