// asyncio's words over jobs, in Python: the round trip of one no-op, and a gather of a thousand, beside the same thousand
// submitted as NDJSON.

import Foundation

/// What the Python client costs.
enum PythonClient {
  private static let count = 1_000

  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    var (trips, gathers, lines): ([Double], [Double], [Double]) = ([], [], [])
    for round in 0..<run.rounds {
      let folder = try Scratch(in: scratch.path, named: "jobd-\(round)")
      let jobd = try Jobd(run.programs, in: folder.path)
      let ask = try jobd.ask()
      let child = try Child(["/usr/bin/python3", "-c", program(jobd.socketPath)], output: "")
      guard let trip = child.line().flatMap({ Double($0) }), let gather = child.line().flatMap({ Double($0) }) else {
        throw BenchFailure("the client failed")
      }
      child.wait()
      trips.append(trip)
      gathers.append(gather)
      let began = Clock.wall
      try ask.submit([String](repeating: #"{"handler":"noop"}"#, count: count))
      try ask.settle()
      lines.append(Double(count) / Double(Clock.wall - began) * 1_000_000)
      jobd.stop()
    }
    run.report.add(
      Figure(
        what: "`await create_task(noop)` and its result, in Python, p50", value: Samples(trips).p50, unit: "ms",
        budget: .valueAtMost(3)))
    run.report.add(
      Figure(
        what: "`gather` of \(count) no-ops, in Python", value: Samples(gathers).p50, unit: "/s",
        referenceName: "NDJSON no-ops, submitted and waited for", reference: Samples(lines).p50,
        budget: .ratioAtLeast(0.5)))
  }

  private static func program(_ socketPath: String) -> String {
    """
    import asyncio, sys, time
    sys.path.insert(0, "\(PythonWorker.module)")
    import jobd

    async def main():
        async with jobd.AsyncClient("unix://\(socketPath)") as client:
            noop = lambda: client.create_task(handler="noop")
            await client.gather(*[noop() for _ in range(100)])
            trips = []
            for _ in range(300):
                began = time.monotonic()
                await (await noop())
                trips.append(time.monotonic() - began)
            print(sorted(trips)[150] * 1000, flush=True)
            rates = []
            for _ in range(5):
                began = time.monotonic()
                await client.gather(*[noop() for _ in range(\(count))])
                rates.append(\(count) / (time.monotonic() - began))
            print(sorted(rates)[2], flush=True)

    asyncio.run(main())
    """
  }
}
