package io.orbit.control.core;

import java.util.List;

/** People and programs: they define, start, cancel, resume, retry, redrive, and send nonsense. */
final class Clients {
    private static final Command.Fault WRONG = new Command.Fault("ORB-1014", "wrong");

    private final Story story;
    private final Dice dice;
    private int made;

    Clients(Story story) {
        this.story = story;
        this.dice = story.dice;
    }

    void act() {
        String pipeline = dice.pick(story.pipelines);
        if (story.has(Fault.DUPLICATES, 0.3) && !story.acts.isEmpty()) {
            Act again = dice.pick(story.acts);
            story.does(new Act(story.now, again.pipeline(), again.run(), again.command()));
        } else if (story.has(Fault.RESTARTS, 0.15)) {
            story.does("", "", null);
        } else if (story.has(Fault.GARBAGE, 0.3)) {
            String run = Nonsense.run(dice, story.house);
            story.does(House.pipelineOf(run), run, Nonsense.command(dice));
        } else if (story.has(Fault.DEFINITIONS, 0.3)) {
            redefine(pipeline);
        } else {
            ask(pipeline);
        }
    }

    void define(String pipeline) {
        story.does(pipeline, "", new Command.Define("h" + ++made, "{}", Graphs.plan(dice), null));
    }

    private void redefine(String pipeline) {
        String hash = story.house.books.pipeline(pipeline).hash();
        switch (dice.below(4)) {
            case 0 -> story.does(pipeline, "", new Command.Define(hash, "{}", Graphs.plan(dice), null));
            case 1 -> story.does(pipeline, "", new Command.Define("h" + ++made, "{", null, dice.of(WRONG, null)));
            default -> define(pipeline);
        }
    }

    private void ask(String pipeline) {
        List<RunState> runs = story.house.runs().stream()
                .filter(run -> House.pipelineOf(run.id()).equals(pipeline))
                .toList();
        if (runs.isEmpty() || (runs.size() < 6 && dice.chance(0.5))) {
            start(pipeline);
            return;
        }
        RunState run = dice.chance(0.5) ? dice.pick(runs) : Nonsense.odd(dice, runs);
        if (story.has(Fault.CANCELS, 0.5)) {
            story.does(pipeline, run.id(), new Command.Cancel("enough"));
            insist(pipeline, run);
        } else if (story.faults.contains(Fault.RESUMPTIONS)) {
            story.does(pipeline, run.id(), again(run));
        }
    }

    /** Whoever cancels, and sees the run hang, tries everything else. */
    private void insist(String pipeline, RunState run) {
        boolean hangs = story.house.books.run(run.id()).phase() == RunPhase.CANCELLING;
        for (int i = dice.below(4); hangs && i > 0; i--) {
            story.does(pipeline, run.id(), dice.chance(0.3) ? again(run) : Nonsense.command(dice));
        }
    }

    private void start(String pipeline) {
        Command.Fault fault = story.has(Fault.GARBAGE, 0.1) ? WRONG : null;
        String key = dice.chance(0.4) ? "k" + dice.below(4) : null;
        boolean keyed = key != null && !story.has(Fault.REUSED_KEYS, 0.5);
        String run = pipeline + '.' + (keyed ? key : "r" + ++made);
        story.does(pipeline, run, new Command.Start("{}", "api", key, fault));
    }

    private Command again(RunState run) {
        StepState step = dice.pick(run.steps());
        if (step.token() == null) {
            step = run.steps().stream()
                    .filter(each -> each.token() != null)
                    .findFirst()
                    .orElse(step);
        }
        String token = step.token() == null || dice.chance(0.2) ? "no such token" : step.token();
        return switch (dice.below(4)) {
            case 0 -> new Command.Resume();
            case 1 -> new Command.Retry(null);
            case 2 -> new Command.Retry(dice.pick(run.steps()).id());
            default -> new Command.Redrive(step.id(), token);
        };
    }
}
