/**
 * What users of Carillon touch: the scheduler, tasks, jobs, queues and their options.
 *
 * <p>A <em>task</em> is code with a name. A <em>job</em> is one stored request to run it; a <em>schedule</em> makes jobs
 * again and again. Jobs wait in <em>queues</em> until a <em>node</em>, any process with a started scheduler on the same
 * store, claims and runs them:
 *
 * <pre>{@code
 * record Invoice(long customer, YearMonth month) {}
 * static final TaskName<Invoice> INVOICE = TaskName.of("invoice:run", Invoice.class);
 *
 * Scheduler scheduler = Carillon.builder().build()
 *         .register(INVOICE, (invoice, context) -> {
 *             context.log("invoicing customer " + invoice.customer());
 *             return billing.run(invoice);             // stored as the job's result
 *         })
 *         .start();
 *
 * String id = scheduler.enqueue(JobRequest.of(INVOICE, new Invoice(42, YearMonth.of(2030, 1))).queue("billing"));
 * scheduler.getTask(id).orElseThrow().status();        // pending, running, completed …
 *
 * scheduler.putSchedule(ScheduleDefinition.of(
 *         "invoices", Schedule.monthly("1 02:00"), JobRequest.of(INVOICE, new Invoice(42, YearMonth.of(2030, 1)))));
 * }</pre>
 *
 * <p>What is accepted is run at least once, whatever dies; see {@link io.carillon.TaskContext#fence()} for effects that
 * must not happen twice. Values are immutable, and options return changed copies. Everything is safe for use by many
 * threads but for builders. A refused value throws {@link io.carillon.InvalidValueException}, which names the field, what
 * was expected and what came.
 */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;
