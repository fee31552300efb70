// What every benchmark is given: programs, a disk, a table to write to.

/// One run of the benchmarks.
struct Run {
  let programs: Programs
  let report: Report
  /// Where scratch directories are made: the disk that is measured.
  let disk: String
  /// How long each load lasts.
  let seconds: Double
  /// Interleaved repetitions, of which the median counts.
  let rounds: Int
  /// Makes the large cases smaller, for a quick look.
  let scale: Double
  /// Of a benchmark with cases, those that are wanted; none is all.
  let cases: Set<String>

  func scaled(_ count: Int) -> Int {
    max(1, Int(Double(count) * scale))
  }

  func scratch() throws(BenchFailure) -> Scratch {
    try Scratch(in: disk)
  }
}
