// `jobctl import`: submits the jobs of a file, however many.

import ArgumentParser
import JobClient
import JobWire

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Submit the jobs of a file, as `jobctl export` writes them.",
    discussion: """
      One job a line as JSON, or one array. Up to 10,000 jobs are stored in one transaction, all of them or none; more \
      come in parts. A mask in the place of a secret is refused: put the value there. So is a job that ran as another \
      user (run_as), unless its queue runs its jobs as that one here, too: with --as-me it runs as whatever you submit.

        jobctl import jobs.ndjson --dry-run
        jobctl import jobs.ndjson
      """)

  @Argument(help: "The file; - is stdin.", completion: .file())
  var file: String

  @Flag(help: "Make queues that are not there.")
  var createQueue = false

  @Flag(help: "Take jobs of other users, too; each is named.")
  var asMe = false

  @Flag(help: "Check the jobs, but store nothing.")
  var dryRun = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let batch = try ScopeBatch.current()
    let filed = try JobsFile.exported(InputFile.read(file))
    let jobs = filed.map { filed in
      var job = filed.request
      job.batch = job.batch ?? batch
      return job
    }
    if jobs.isEmpty { throw CommandFailure(.usage, "There are no jobs in \(file).", hint: "Write one job a line.") }
    try Self.refuseMasks(jobs)
    try await global.withClient { client in
      try await checkUsers(filed, client)
      if dryRun { return try await check(jobs, client) }
      let key = "jobctl-\(RandomKey.make())"
      let ids = try await MissingQueue.asking(unless: createQueue) { createQueue in
        try await BatchFilling(client: client, key: key, createQueue: createQueue).submit(jobs)
      }
      if global.json { return try JSONOutput.write(SubmitManyReply(ids: ids, count: ids.count)) }
      for id in ids { try Console.line("\(id)") }
      Console.note("\(ids.count) \(ids.count == 1 ? "job" : "jobs") imported.")
    }
  }

  private func checkUsers(_ jobs: [FiledJob], _ client: JobClient) async throws {
    guard jobs.contains(where: { $0.runAs != nil }) else { return }
    let changing = QueueUsers(try await client.queues()).changing(jobs)
    if !asMe { try FiledJob.refuse(changing) }
    for job in changing { if let warning = job.warning { Console.note(warning) } }
  }

  private func check(_ jobs: [SubmitRequest], _ client: JobClient) async throws {
    for part in BatchFilling.parts(jobs) {
      var writer = JSONWriter(capacity: part.count * 256)
      for job in part {
        job.write(to: &writer)
        writer.newline()
      }
      let reply = try await client.dryRun(text: writer.bytes, isLines: true, createQueue: createQueue)
      if global.json { try JSONOutput.write(reply) }
    }
    Console.note("\(jobs.count) \(jobs.count == 1 ? "job" : "jobs") would be imported; nothing was stored.")
  }

  /// - Errors: the first job that has a mask instead of a value.
  static func refuseMasks(_ jobs: [SubmitRequest]) throws(CommandFailure) {
    for (index, job) in jobs.enumerated() {
      guard let spec = try? JSONReader.parse(job.jsonBytes()), let field = ExportedJob.masked(in: spec).first else {
        continue
      }
      throw CommandFailure(
        .usage, "Job \(index + 1) of the file has a mask in the place of a value: \(DisplayWidth.printable(field)).",
        hint: "Put the value there, or leave the field out; nothing was submitted.")
    }
  }
}
