// peers noormme|grdb [--cold PATH]
let contestant: any Contestant =
    CommandLine.arguments.dropFirst().first == "grdb" ? GRDBContestant() : NoormmeContestant()
try serve(contestant)
