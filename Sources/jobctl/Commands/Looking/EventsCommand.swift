// `jobctl events`: what happens, as it happens.

import ArgumentParser
import JobClient
import JobWire

struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Show what happens to jobs, batches, queues and schedules.",
    discussion: """
        jobctl events -f                    everything, as it happens, until Ctrl-C
        jobctl events -f --state failed     only jobs that fail
        jobctl events -f --json --queue ci  an event a line, for programs
        jobctl events --state running       the jobs as they are, and no further

      With -f it goes on when the daemon is started anew; where events may be missing, a line on stderr says so, and \
      with --json an event `gap`. --after goes on behind an event whose `id` --json has shown.

      Without -f, jobs that have ended are shown only if --state asks for them.

      A change by which a job leaves the filter is shown, too. What happens to a batch, a queue or a schedule is shown \
      if it is named here, or if nothing is.
      """)

  @OptionGroup(title: "Filters") var filters: JobPropertyOptions
  @OptionGroup(title: "Filters") var ends: EndOptions

  @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
  var follow = false

  @Flag(help: "With --follow: first show the jobs as they are.")
  var snapshot = false

  @Option(help: ArgumentHelp("With --follow: go on behind the event with this id.", valueName: "id"))
  var after: String?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if after != nil, !follow { throw ValidationError("--after goes on from an event; give --follow with it.") }
  }

  func run() async throws {
    try await global.withClient { client in
      let terminal = Terminal.current
      let request = try request()
      try await KnownNames.check(request.filter, client)
      let events = client.events(request, patience: follow ? nil : WireDuration(micros: 0)) { error in
        Console.note("jobctl: \(error.description) Going on when the daemon is back.")
      }
      do {
        for try await event in events {
          try show(event, terminal)
          if !follow, event.wireEvent == .snapshotEnd { return }
        }
      } catch let error as ClientError where error.isOfAnOlderDaemon {
        throw CommandFailure(.other, "This daemon is too old to tell of events.", hint: "jobctl list --watch")
      }
    }
  }

  private func request() throws -> EventRequest {
    var filter = try filters.filter()
    ends.narrow(&filter)
    // All jobs that there ever were are hardly meant.
    if !follow, filter.states == nil { _ = filter.add(state: "active") }
    return EventRequest(filter: filter, after: after, snapshot: snapshot || !follow)
  }

  private func show(_ event: EventView, _ terminal: Terminal) throws {
    if global.json {
      try JSONOutput.write(event)
    } else if let line = EventText(terminal: terminal, moment: .current).line(event) {
      try Console.line(line)
    } else if event.wireEvent == .gap {
      Console.note(EventText.gap(event.reason))
    }
    if follow { try Console.flush() }
  }
}
