// What is read to list jobs: without what is shown of them.

/// What a list is narrowed by, of `job`; and what a job's detail wants beside `ShownJobColumn`.
enum ListedColumn: Int32, SQLiteColumn {
  case state
  case kind
  case queueID
  case createdAt
  case deadlineAt
  case weight
  case batchID
  case scheduleID
  case attempt
  case starts
  case finishedAt
  case reason
}

/// What a list of jobs is narrowed by, of `job_spec`.
enum NameAndTagsColumn: Int32, SQLiteColumn {
  case name
  case tags
}

/// What a text is looked for in, of `job_spec s`: long texts cut, as they are shown.
enum SearchedColumn: Int32, ShownWorkColumn {
  case name
  case tags
  case argv
  case argvBytes
  case shell
  case shellBytes
  case handler
  case isRequest
  case url
  case method

  var expression: String { ofWork ?? "s.\(name)" }
}

/// Where a job is, and which one it is.
enum RealmColumn: Int32, SQLiteColumn {
  case queueID
  case kind
  case id
}

/// A queued job's place.
enum PlaceColumn: Int32, SQLiteColumn {
  case id
  case priority
  case readyAt
}

/// The parameters of the searches from a place on; each uses some of them.
enum PlaceParameter: Int32, SQLiteColumn {
  case queueID
  case priority
  case readyAt
  case id
  case limit
  case lane
}
