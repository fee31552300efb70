// Sixteen remote workers, each with one connection: the end of a job asks for the next in the same request; or each
// holds ten jobs at a time, claimed and ended together. Beside the no-op in jobd's own process, and beside beanstalkd's
// reserve and delete with as many clients.

/// Jobs carried out over HTTP.
enum RemoteClaims {
  private static let workers = 16
  /// Jobs that a worker holds at a time, in the second case.
  private static let held = 10

  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(20_000)
    var rates: [String: [Double]] = [:]
    for round in 0..<run.rounds {
      let tube = try Scratch(in: scratch.path)
      if let beanstalkd = try Beanstalkd(run.programs, in: tube.path) {
        let load = LoadClient(socketPath: beanstalkd.socketPath, clients: workers)
        _ = try load.run(PutExchange(body: #"{"handler":"noop"}"#), count: count + 100)
        rates["reserve", default: []].append(try load.run(ReserveExchange(body: nil), count: count).perSecond)
      }
      let folder = try Scratch(in: scratch.path, named: "jobd-\(round)")
      let jobd = try Jobd(run.programs, in: folder.path)
      let ask = try jobd.ask()
      try ask.bytes("POST", "/v1/queues/default/pause")
      try ask.submit([String](repeating: #"{"handler":"noop"}"#, count: count))
      try ask.bytes("POST", "/v1/queues/default/resume")
      try ask.settle()
      let row = try jobd.read().rows("SELECT count(*), max(finished_at) - min(started_at) FROM job WHERE state = 6")[0]
      rates["in process", default: []].append(Double(row[0]) / Double(row[1]) * 1_000_000)
      // Enough for every worker to end with the count, not with an empty line.
      try ask.submit([String](repeating: #"{"handler":"far","executor":"remote"}"#, count: count + 10 * workers))
      let load = LoadClient(socketPath: jobd.socketPath, clients: workers)
      rates["remote", default: []].append(try load.run(ClaimExchange(), count: count).perSecond)
      let lines = [String](repeating: #"{"handler":"far","executor":"remote"}"#, count: 2 * count + 20 * held * workers)
      try ask.submit(lines)
      let many = try load.run(ManyClaimsExchange(held), count: 2 * count / held)
      rates["many", default: []].append(many.perSecond * Double(held))
      jobd.kill()
    }
    let medians = rates.mapValues { Samples($0).p50 }
    run.report.add(
      Figure(
        what: "remote claim + complete, \(workers) workers", value: medians["remote"] ?? 0, unit: "/s",
        referenceName: "in-process no-op", reference: medians["in process"], budget: .ratioAtLeast(0.5)))
    run.report.add(
      Figure(
        what: "the same", value: medians["remote"] ?? 0, unit: "/s", referenceName: "beanstalkd reserve+delete",
        reference: medians["reserve"], budget: medians["reserve"] == nil ? .none : .ratioAtLeast(2)))
    run.report.add(
      Figure(
        what: "the same, each worker holds \(held) jobs at a time", value: medians["many"] ?? 0, unit: "/s",
        referenceName: "beanstalkd reserve+delete", reference: medians["reserve"],
        budget: medians["reserve"] == nil ? .none : .ratioAtLeast(2)))
  }
}

/// A worker: claims one job, then ends each with the request for the next.
private struct ClaimExchange: Exchange {
  private let claim = HTTPExchange(
    "POST", "/v1/claims", body: #"{"handlers":["far"],"max":1,"lease":"60s","wait":"5s"}"#, status: 200)

  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8] {
    guard let fence = Fences.all(in: answer).first else { return claim.bytes }
    let body = #"{"result":null,"claim":{"handlers":["far"],"max":1,"lease":"60s"}}"#
    return HTTPExchange("POST", "/v1/claims/\(fence)/complete", body: body, status: 200).bytes
  }

  func answerLength(_ answer: UnsafeRawBufferPointer) throws(BenchFailure) -> Int? {
    try claim.answerLength(answer)
  }

  /// The answer to an end tells of the job; that to a claim does not.
  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !Fences.places(of: #""job":{"#, in: bytes).isEmpty
  }
}

/// A worker that holds several jobs at a time: claims them with one request, and ends them with another.
private struct ManyClaimsExchange: Exchange {
  private let claim: HTTPExchange
  private let count: Int
  private var isHolding = false

  init(_ count: Int) {
    self.count = count
    claim = HTTPExchange(
      "POST", "/v1/claims", body: #"{"handlers":["far"],"max":\#(count),"lease":"60s","wait":"5s"}"#, status: 200)
  }

  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8] {
    let fences = isHolding || answer.isEmpty ? [] : Fences.all(in: answer)
    isHolding = !fences.isEmpty
    if !isHolding { return claim.bytes }
    let lines = fences.map { #"{"fence":"\#($0)","result":null}"# + "\n" }.joined()
    return HTTPExchange("POST", "/v1/claims:complete", body: lines, type: "application/x-ndjson", status: 200).bytes
  }

  func answerLength(_ answer: UnsafeRawBufferPointer) throws(BenchFailure) -> Int? {
    try claim.answerLength(answer)
  }

  /// Counts answers by which as many jobs as a claim may have are ended.
  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isHolding && Fences.places(of: #""ok":true"#, in: bytes).count == count
  }
}

/// Reads the fences in an answer.
private enum Fences {
  static func all(in answer: UnsafeRawBufferPointer) -> [String] {
    let key = #""fence":""#
    return places(of: key, in: answer).map { place in
      String(decoding: answer[(place + key.utf8.count)...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
  }

  static func places(of text: String, in bytes: UnsafeRawBufferPointer) -> [Int] {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return [] }
    return (0...(bytes.count - wanted.count)).filter { at in
      wanted.indices.allSatisfy { bytes[at + $0] == wanted[$0] }
    }
  }
}
