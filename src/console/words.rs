//! The words on screen, a table a language: a word that is missing in one of them does not compile.

mod en;
mod insight_en;
mod insight_zh;
mod knowledge_en;
mod knowledge_zh;
mod setup_en;
mod setup_zh;
mod suggest_en;
mod suggest_zh;
mod zh;

pub use en::ENGLISH;
pub use insight_en::INSIGHT_ENGLISH;
pub use insight_zh::INSIGHT_CHINESE;
pub use knowledge_en::ENGLISH_KNOWLEDGE;
pub use knowledge_zh::CHINESE_KNOWLEDGE;
pub use setup_en::SETUP_ENGLISH;
pub use setup_zh::SETUP_CHINESE;
pub use suggest_en::SUGGEST_ENGLISH;
pub use suggest_zh::SUGGEST_CHINESE;
pub use zh::CHINESE;

/// A language of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Chinese, simplified.
    Chinese,
}

impl Language {
    /// The agent's own choice if one is kept (as [`Language::tag`] wrote it), else the browser's, else English.
    pub fn choose(kept: Option<&str>, browser: Option<&str>) -> Self {
        let is_chinese = |tag: &str| tag.to_ascii_lowercase().starts_with("zh");
        if kept.or(browser).is_some_and(is_chinese) { Self::Chinese } else { Self::English }
    }

    /// BCP 47, for the page's `lang` and for dates.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The same without a region, as bases have it.
    pub fn primary(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// Its words.
    pub fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        }
    }

    /// Its words for what the desk is set to.
    pub fn setup_words(self) -> &'static SetupWords {
        match self {
            Self::English => &SETUP_ENGLISH,
            Self::Chinese => &SETUP_CHINESE,
        }
    }

    /// Its words for the knowledge base.
    pub fn knowledge_words(self) -> &'static KnowledgeWords {
        match self {
            Self::English => &ENGLISH_KNOWLEDGE,
            Self::Chinese => &CHINESE_KNOWLEDGE,
        }
    }

    /// Its words for what visitors need.
    pub fn insight_words(self) -> &'static InsightWords {
        match self {
            Self::English => &INSIGHT_ENGLISH,
            Self::Chinese => &INSIGHT_CHINESE,
        }
    }

    /// Its words for what the desk proposes.
    pub fn suggest_words(self) -> &'static SuggestWords {
        match self {
            Self::English => &SUGGEST_ENGLISH,
            Self::Chinese => &SUGGEST_CHINESE,
        }
    }

    /// The one that the switch leads to.
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

/// Fills `{slot}`s of a text.
pub fn fill(text: &str, slots: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(slots.iter().find(|(name, _)| *name == slot).map_or("", |(_, filling)| filling));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

macro_rules! words {
    ($(#[$doc:meta])* $table:ident $(beside $common:ident)?: $($name:ident)*) => {
        $(#[$doc])*
        #[allow(missing_docs, reason = "a word's name says what it is for, its text says the rest")]
        pub struct $table { $(pub common: &'static $common,)? $(pub $name: &'static str,)* }

        #[cfg(test)]
        impl $table {
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }
    };
}

words! {
    /// Every text of the console in one language but those of [`SetupWords`]; `{…}` is filled by [`fill`].
    Words:
    product title_waiting inbox language_switch language_switch_tag sign_out keys sign_in sign_in_lead your_name
    your_name_hint sign_in_button signing_in no_link no_link_lead link_spent link_spent_lead session_over
    session_over_lead new_link away_at_sign_in signed_out signed_out_lead try_again tabs waiting mine all
    resolved unread visitor_numbered waiting_empty waiting_empty_hint mine_empty mine_empty_hint all_empty
    all_empty_hint resolved_empty resolved_empty_hint loading choose choose_hint gone gone_hint back away
    away_retry wait_now wait_seconds wait_minutes wait_hours_only wait_hours wait_days waits_for since angry anxious dejected
    calm glad degree_slight degree_clear degree_strong calm_lead anger anxiety dejection reason_low_confidence
    reason_frustration reason_asked reason_repeated_miss reason_entry reason_departments reason_urgent
    reason_threat reason_watched why_low_confidence why_frustration why_asked why_repeated_miss why_entry
    why_departments why_urgent why_threat why_watched tried_shown tried_shown_down tried_nearest tried_nothing
    asked_line sure_very sure_fairly sure_hardly sure_not claim release hand_back resolve with_colleague
    with_you refused assistant agent you answered_from helpful not_helpful turned_handed_over turned_claimed
    turned_claimed_unnamed turned_released turned_asked_again turned_returned turned_resolved turned_expired
    turned_watched transcript new_below said_now arrived reply_to reply_claims reply_closed reply_colleague
    reply_label send send_hint characters_left too_long sending not_sent_away not_sent_refused waiting_to_send
    send_again discard background show_background hide_background about mood tried nothing_tried shown details visitor_name visitor_subject visitor_order
    device device_phone device_tablet device_computer page language consent team contact contact_mail
    contact_phone contact_note contact_confirmed contact_typed contact_wants_words contact_wants_call
    consent_asked consent_agreed consent_told sign_words sign_shouting sign_marks sign_repeated sign_rephrased
    sign_misses sign_thumb_down sign_echo sign_negation sign_other keys_title keys_next keys_previous keys_reply
    keys_claim keys_escape keys_send keys_break keys_help keys_single close name_keep login login_hint password
    secure secure_lead login_new_hint login_wrong password_new password_rule password_short password_show
    password_old password_late password_set password_done not_now agents your_account presence here not_here
    here_hint not_here_hint change_password browsers browsers_hint this_browser other_browser signed_in_at
    last_seen_ago last_seen_now end end_others menu_back failed writing looking looking_many colon comma gap per_cent names_between
    delivered_sent delivered_read turned_passed_on turned_passed_on_unnamed turned_released_by
    turned_returned_by turned_resolved_by pass_on pass_on_title pass_on_lead to_agent to_team to_team_hint
    nobody_else load_of load_words take_over role role_agent role_lead role_owner teams save copy copied
    copy_by_hand done cancel due_within due_left due_late due_now rated watched watched_empty watched_empty_hint
    step_in correct corrects corrects_unknown correcting correct_not add whisper_to more menu reopen ask_team
    ask_title ask_lead ask_nobody snooze snooze_title snooze_lead wake snoozed snoozed_until snoozed_empty
    snoozed_empty_hint back_again due_date due_title due_lead due_by due_none later_hour later_afternoon
    later_morning later_monday later_own later_wrong hand_back_note hand_back_title hand_back_lead
    hand_back_label resolve_exception resolved_exception called called_empty called_empty_hint mentioned
    asked_of says reply note note_label note_prompt note_add note_from note_yours note_only_team
    note_with_return note_now names_label question_from question_yours question_open question_answered
    question_closed question_answer question_close asking answering note_plain answers keys_note keys_names
    keys_more keys_resolve keys_hand_back keys_plan keys_ask keys_exception keys_suggestions search search_end search_results
    search_empty search_empty_hint found_none found_one found_some found_first filter filter_on filter_clear
    filter_empty filter_empty_hint any site reason of_team team_empty team_empty_hint keys_search keys_ends bell
    bell_sound bell_sound_hint bell_note bell_note_hint bell_words bell_words_hint bell_refused bell_unable
    bell_waits bell_waits_name bell_wrote bell_wrote_name refused_owned refused_not_now refused_too_long
    refused_erased refused_role refused_bound refused_code refused_password refused_old_password refused_too_many_tries
    refused_login_taken refused_last_owner refused_disabled refused_not_found file_choose file_drop file_kind
    file_large file_broken file_count file_full file_gone setup setup_pages setup_sites setup_teams
    setup_wording setup_embed setup_webhooks setup_kept setup_audit offers offer_put_in offer_from_entry
    offer_from_solved canned canned_open canned_lead canned_new canned_shared canned_for_all canned_name
    canned_name_hint canned_text canned_text_hint delete preview verdict_answer verdict_handoff verdict_right
    verdict_wrong verdict_added verdict_needless verdict_too_late verdict_wrong_team verdict_mood_misread
    verdict_by verdict_entry verdict_no_entry verdict_text_wrong verdict_text_added mood_plot mood_plot_told
    page_loading page_missing insights suggestions knowledge review refused_changed_meanwhile refused_any_origin desk_refused stopped
}

words! {
    /// The texts of the pages that are opened now and then, beside all others: what the desk is set to, who works at it,
    /// the doubtful answers.
    SetupWords beside Words:
    setup_loading setup_problem setup_site no_sites site_name site_name_hint origins origins_hint hours
    hours_hint closed always closed_days every_day always_open next_days holiday special_day time_zone time_zone_hint holidays holidays_hint
    wait_limit wait_limit_hint insights site_insights_hint insights_days insights_days_hint agents_publish agents_publish_hint identity_set identity_unset set_by owners_only site_add site_add_lacks site_add_button site_id site_id_hint site_remove site_remove_lead site_remove_sure saved see_field field_wrong stale stale_theirs
    stale_mine any_origin any_origin_sure teams_unset teams_lead team_add team_remove team_id team_id_hint
    team_name team_target team_target_hint team_hours team_hours_hint giving_out assignment assign_claim
    assign_load first_response first_response_hint expire_hours expire_hours_hint wording_nowhere wording_lead
    wording_sought setup_triage triage_nowhere triage_lead triage_as_usual triage_precision_hint triage_clarify_hint
    triage_urgent_hint triage_always_hint triage_never_hint embed_desk_dials webhooks_lead endpoints_none endpoint_gone endpoint_failing endpoint_well endpoint_counts
    all_events words_go deliveries deliveries_none look_again delivery_waiting delivery_done delivery_dead
    delivery_tried replay keep_days keep_days_hint audit_days audit_days_hint erase erase_whom erase_hint
    erase_find erase_nobody erase_would erase_n erased_n erase_holds erase_sure_lead erase_sure audit_lead
    audit_agent audit_kind audit_table audit_none everything everybody older nothing edition_changed becomes by_command_line
    by_desk by_nobody whole_desk with_link with_password did_sign_in did_fail did_password did_add did_change
    did_link did_settings did_publish did_take_over did_transfer did_erase did_export did_replay did_retention embed_lead
    embed_no_faq embed_position embed_right embed_left embed_by_page embed_sensitivity embed_balanced embed_calm
    embed_eager embed_supervise embed_insights embed_insights_hint embed_insights_share embed_share_none
    embed_share_all embed_precision embed_clarify embed_starters embed_starters_hint embed_urgent
    embed_always embed_never embed_phrases_hint embed_contact embed_contact_hint embed_tag embed_preview
    embed_preview_lead embed_unserved yes no agents_lead invite invite_title invite_lead invite_button
    role_agent_hint role_lead_hint role_owner_hint teams_hint teams_none capacity capacity_wrong login_optional
    edit edit_of new_sign_in_link disable disable_lead disable_sure enable is_disabled link_title link_lead
    link_label seen_never display_name name_wrong review_lead review_changed review_empty review_empty_hint review_open
}

words! {
    /// The texts of the knowledge base's page beside those of [`Words`].
    KnowledgeWords beside Words:
    kb_pages kb_entries import publish publish_n history kb_stale kb_away kb_missing kb_count kb_found
    kb_more kb_new kb_back kb_none kb_none_hint kb_not_found kb_not_found_hint kb_search kb_kind kb_tag
    kb_missing_in any_tag any_language missing_in kind_all kind_drafts kind_approval kind_unhealthy
    edition_line edition_none by_file file_problem file_waits is_new is_changed is_removed
    needs_approval is_behind duplicate remove_entry removed keep_it kept_it drop_draft and_more
    wordings_found used_shown used_solved used_liked ails_no_answer ails_missed ails_disliked
    ails_competes ails_strays ails_few is_well own_language question variants variants_hint answer
    answer_hint fold unfold add_language add_language_tag tags tags_hint team_hint handoff handoff_none
    handoff_offer handoff_always follow_ups follow_ups_find follow_ups_hint follow_up_drop why_label
    save_draft draft_saved not_saved drafted_by approved_by approve drop_lead drop_sure behind_hint
    restored restored_drop conflict conflict_mine conflict_theirs take_mine take_theirs entry_gone
    proposal_gone fault_no_question fault_no_answer fault_link fault_twice fault_elsewhere
    fault_language fault_long fault_id as_visitor seen_no_answer seen_helpful seen_not_helpful
    seen_offer seen_always try_title try_placeholder try_hint try_loading try_learning try_mood
    this_entry decides_answer decides_clarify decides_small_talk decides_offer decides_handoff
    decides_silence import_lead import_file import_choose import_file_hint import_paste import_paste_hint import_read
    import_language import_counts import_faulty import_nothing import_document import_line import_all
    import_tick_none import_is_new import_changes import_is_same import_take import_taking import_taken
    import_stopped import_drafts languages export export_lead export_json export_csv
    export_drafts export_failed publish_lead publish_none publish_none_hint publish_choose
    publish_blocked preview_go preview_again preview_lead preview_running preview_stop preview_failed
    preview_all preview_own better worse otherwise unchanged better_hint worse_hint otherwise_hint
    preview_show preview_hide preview_of_all looked_at looked_at_all now then asked_n right_is
    right_nothing publish_why publish_button publish_must_look publish_must_why publish_may_not
    published undo undone history_lead history_none edition is_live from_file from_undo
    history_counts history_preview show_changes hide_changes restore restore_lead restore_sure download
    take_file take_file_lead added changed gone_entries wordings_added wordings_removed settings_changed
    no_changes kb_lacks
}

words! {
    /// The texts of the page of insights, beside all others.
    InsightWords beside Words:
    title all_sites all_languages window days narrow export export_lead table_days table_hours table_entries
    table_pages table_languages table_reasons table_questions compared off_some points span_s
    span_min_s span_min span_h_min span_h first_time as_before better worse unknown questions unanswered_of
    solved solved_confirmed solved_presumed solved_hint handed_over handed_over_of first_reply within wrong
    wrong_of saved counted_how saved_formula saved_apart saved_unknown lacks_figure lacks_topics lacks_solved
    lacks_questions lacks_moods lacks_bands lacks_entries lacks_pages lacks_languages lacks_how lacks_link
    none_yet topics topics_sum topics_rest topics_none topics_working topic_count topic_new topic_rising topic_falling
    topic_steady topic_trend write_answer look_suggestion about quoted solved_by_day solved_by_week line_solved
    line_confirmed line_wrong plot_told plot_open plot_thin edition editions numbers of_day of_week visits
    decided confirmed presumed up down editions_column week week_zone week_zones week_of of_requests
    of_questions busiest busiest_one day_hour level_none hour moods moods_questions moods_requests scores
    scores_mean scores_none score bands band_50 band_80 band_95 band_100 share count entries entry entry_gone shown_times
    change solved_matters pages page_name languages asked_times others reasons requests resolved_rate
    returned expired open times first_response wait handling median slowest measured show_all show_fewer
    no_requests questions_all questions_more examples_more end_unanswered end_rated_down end_clarified end_low_confidence table_figures table_topics share_before scores_before resolved_all
    resolved_before compared_share sample
}

words! {
    /// The texts of the page of suggestions, beside all others.
    SuggestWords beside Words:
    lead decided as_of empty empty_hint pending pending_hint unknown_site kind_new_entry kind_wordings kind_mend
    kind_merge kind_split kind_stale kind_dial kind_phrase kind_route gain gain_little likely rests_on now
    proposed no_answer wordings_added wordings_all wordings_doubtful removed look_only put_in_force dial_sensitivity dial_precision dial_always dial_never dial_elsewhere setting setting_entry setting_before
    setting_unset evidence evidence_times evidence_more show_more unanswered thumb_down thumb_up chosen verdict answered wording handoff
    conversation accept write look edit_first reject reject_why reject_hint accepted accepted_done rejected
    to_drafts drafted_already keys nothing_ticked working look_again lacks otherwise otherwise_little went_person
    went_team went_answered went_chosen went_unanswered rejections rejected_by propose_again proposal_rests
}

macro_rules! beside {
    ($($table:ident)*) => {
        $(impl std::ops::Deref for $table {
            type Target = Words;

            fn deref(&self) -> &Words {
                self.common
            }
        })*
    };
}

beside! { SetupWords InsightWords SuggestWords KnowledgeWords }

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Vec<&str> {
        let mut slots: Vec<&str> =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(slot, _)| slot).collect();
        slots.sort_unstable();
        slots
    }

    #[test]
    fn both_languages_say_everything_with_the_same_slots() {
        let english = [
            ENGLISH.all(),
            SETUP_ENGLISH.all(),
            INSIGHT_ENGLISH.all(),
            SUGGEST_ENGLISH.all(),
            ENGLISH_KNOWLEDGE.all(),
        ];
        let chinese = [
            CHINESE.all(),
            SETUP_CHINESE.all(),
            INSIGHT_CHINESE.all(),
            SUGGEST_CHINESE.all(),
            CHINESE_KNOWLEDGE.all(),
        ];
        for ((name, english), (_, chinese)) in
            english.into_iter().flatten().zip(chinese.into_iter().flatten())
        {
            // Between two sentences Chinese has no space.
            let is_said = !english.trim().is_empty() && !chinese.trim().is_empty();
            assert!(is_said || name == "gap", "{name} is empty");
            assert_eq!(slots(english), slots(chinese), "{name}");
        }
    }

    #[test]
    fn slots_are_filled_once_and_text_in_them_is_left_alone() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
        assert_eq!(fill("no slot", &[]), "no slot");
        assert_eq!(fill("open {a", &[("a", "x")]), "open x");
    }

    #[test]
    fn the_agents_choice_comes_before_the_browsers() {
        let cases = [
            (None, None, Language::English),
            (None, Some("zh-TW"), Language::Chinese),
            (None, Some("de"), Language::English),
            (Some("en"), Some("zh"), Language::English),
            (Some("zh-CN"), Some("en-GB"), Language::Chinese),
        ];
        for (kept, browser, expected) in cases {
            assert_eq!(Language::choose(kept, browser), expected, "{kept:?} {browser:?}");
        }
        assert_eq!(Language::choose(Some(Language::Chinese.tag()), None), Language::Chinese);
    }
}
