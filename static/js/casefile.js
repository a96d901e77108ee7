/* What script adds. Everything here is a shortcut to something that works without it. */
import { watchChoices } from "./choices.js";
import { watchDialogs } from "./dialogs.js";
import { watchDrafts } from "./drafts.js";
import { watchKeys } from "./keys.js";
import { watchReveal } from "./reveal.js";
import { watchSession } from "./session.js";
import { watchTables } from "./tables.js";
import { watchToasts } from "./toasts.js";

watchChoices();
watchDialogs();
watchDrafts();
watchKeys();
watchReveal();
watchSession();
watchTables();
watchToasts();
