// From a submission to a daemon at rest until the process it asks for runs, beside one fsync and one spawn.

import Glibc

/// How long a job takes to start.
enum StartLatency {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path, slots: 2)
    let ask = try jobd.ask()
    let file = open("\(scratch.path)/fsync", O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4_096)
    _ = pwrite(file, page, page.count, 0)
    fsync(file)
    let body = #"{"argv":["\#(run.programs.stamp)"]}"#
    var latencies: [Double] = []
    var reference: [Double] = []
    for _ in 0..<run.scaled(200) {
      let bare = Clock.wall
      _ = pwrite(file, page, page.count, 0)
      fdatasync(file)
      let child = try Child([run.programs.stamp], output: "")
      reference.append(Double((child.line().flatMap { Int64($0) } ?? bare) - bare))
      child.wait()

      let began = Clock.wall
      let id = try ask.id(body)
      _ = try ask.json("GET", "/v1/jobs/\(id)?wait=10s")
      let stamp = try ask.bytes("GET", "/v1/jobs/\(id)/result")
      guard let started = Int64(String(decoding: stamp, as: UTF8.self).prefix { $0 != "\n" }) else {
        throw BenchFailure("a job that did not say when it started")
      }
      latencies.append(Double(started - began))
      Clock.sleep(seconds: 0.005)
    }
    let samples = Samples(latencies)
    let bare = Samples(reference)
    run.report.add(
      Figure(
        what: "submit → process started, p50", value: samples.p50 / 1_000, unit: "ms",
        referenceName: "fsync + spawn", reference: bare.p50 / 1_000, budget: .ratioAtMost(2)))
    run.report.add(
      Figure(
        what: "submit → process started, p99", value: samples.p99 / 1_000, unit: "ms",
        referenceName: "fsync + spawn", reference: bare.p99 / 1_000, budget: .valueAtMost(5)))
    jobd.stop()
  }
}
