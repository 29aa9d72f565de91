package io.carillon.schedule;

import java.util.Locale;
import java.util.StringJoiner;

/** Says schedules in words. */
abstract class Words {

    static Words of(Locale locale) {
        return new Words() {};
    }

    String cron(CronFields fields) {
        StringJoiner out = new StringJoiner(", ");
        for (CronField field : CronField.values()) {
            if (!fields.isStar(field)) {
                StringJoiner entries = new StringJoiner(",");
                fields.get(field).forEach(item -> entries.add(item.print(field)));
                out.add(field.title() + " " + entries);
            }
        }
        return out.toString();
    }

    String schedule(Rule rule, ScheduleOptions options) {
        return rule.type() + " " + rule.expression();
    }
}
