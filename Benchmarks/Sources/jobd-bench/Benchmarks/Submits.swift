// Durable submissions over keep-alive connections, beside a server that does nothing and beside beanstalkd's puts.

/// One job a request.
enum Submits {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    let ask = try jobd.ask()
    let hello = try HelloServer.start(run.programs, in: scratch.path)
    let tube = try Beanstalkd(run.programs, in: scratch.path)
    let held = HTTPExchange("POST", "/v1/jobs", body: #"{"handler":"noop","hold":true}"#, status: 201)
    let ran = HTTPExchange("POST", "/v1/jobs", body: #"{"handler":"noop"}"#, status: 201)
    for clients in [1, 16, 64, 256] {
      var rates: [String: [Double]] = [:]
      var latencies: [Double] = []
      for _ in 0..<run.rounds {
        let reference = LoadClient(socketPath: hello.path, clients: clients)
        rates["hello", default: []].append(
          try reference.run(HTTPExchange("POST", "/", body: "{}", status: 201), seconds: run.seconds).perSecond)
        let client = LoadClient(socketPath: jobd.socketPath, clients: clients)
        let stored = try client.run(held, seconds: run.seconds)
        rates["held", default: []].append(stored.perSecond)
        latencies += stored.latencies
        rates["ran", default: []].append(try client.run(ran, seconds: run.seconds).perSecond)
        try ask.settle()
        if let tube {
          let puts = try LoadClient(socketPath: tube.socketPath, clients: clients).run(
            PutExchange(body: #"{"handler":"noop"}"#), seconds: run.seconds)
          rates["put", default: []].append(puts.perSecond)
        }
      }
      let medians = rates.mapValues { Samples($0).p50 }
      let samples = Samples(latencies)
      let isBudgeted = clients == 64
      let hello = medians["hello"]
      run.report.add(
        Figure(
          what: "durable submits, stored (`hold`), \(clients) clients", value: medians["held"] ?? 0, unit: "/s",
          referenceName: "bare SwiftNIO", reference: hello, budget: isBudgeted ? .ratioAtLeast(0.5) : .none,
          note: "answer p50 \(Figure.short(samples.p50 / 1_000)) ms, p99 \(Figure.short(samples.p99 / 1_000)) ms"))
      if let puts = medians["put"] {
        run.report.add(
          Figure(
            what: "the same", value: medians["held"] ?? 0, unit: "/s", referenceName: "beanstalkd put", reference: puts,
            budget: isBudgeted ? .ratioAtLeast(4) : .none))
      }
      run.report.add(
        Figure(
          what: "durable submits, run meanwhile (`noop`), \(clients) clients", value: medians["ran"] ?? 0, unit: "/s",
          referenceName: "bare SwiftNIO", reference: hello))
    }
    jobd.stop()
  }
}
